import { dense } from "./dense.ts";
import { identity } from "./identity.ts";
import type { ConnectionKind } from "./kind.ts";

/** The kinds of connections. To add one: write its file, and a line here. */
export const connectionKinds = [dense, identity] as const satisfies readonly ConnectionKind[];

/** The kind of that name; undefined for another. */
export const connectionKindNamed = (name: string): ConnectionKind | undefined =>
  connectionKinds.find((kind) => kind.name === name);
