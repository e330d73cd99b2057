import type { UserError } from "../errors.ts";
import { firstLines, mistake } from "./mistake.ts";

/** A module that the user wrote, imported. */
export interface UserModule {
  readonly file: string;
  readonly exported: Readonly<Record<string, unknown>>;
  /** `file:line` of an export, for messages on what it is. */
  readonly placeOf: (name: string) => string;
  /** `file:line:column` of the innermost frame of an error within the module; `otherwise` when the error has none. */
  readonly placeIn: (error: unknown, otherwise: string) => string;
  /** SHA-256 of everything that has been loaded for it until now: the module, what it imports, its data. */
  readonly identity: () => Promise<string>;
}

/** What a function of the module threw, as a `UserError` with its place. */
export const failedIn = ({ placeOf, placeIn }: UserModule, name: string, error: unknown): UserError =>
  mistake(placeIn(error, placeOf(name)), `${name} failed: ${firstLines(error)}; mend it there`);

/** The same function; what it throws becomes a `UserError` with its place. */
export const guarded =
  <Given extends readonly unknown[], Out>(module: UserModule, name: string, body: (...given: Given) => Out) =>
  (...given: Given): Out => {
    try {
      return body(...given);
    } catch (error) {
      throw failedIn(module, name, error);
    }
  };
