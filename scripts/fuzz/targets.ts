import { UserError } from "../../src/errors.ts";
import { type Chance, chanceOf } from "./chance.ts";

/** Something that reads what people and machines leave. */
export interface Target {
  readonly name: string;
  /** Damaged inputs that are tried. */
  readonly count: number;
  /** One of them: it may be read, or refused with a `UserError`, and nothing else. */
  readonly attempt: (chance: Chance) => { readonly input: string | Uint8Array; readonly run: () => void };
}

/** An input that was neither read nor refused in words. */
export interface Finding {
  readonly target: string;
  readonly seed: number;
  readonly input: string;
  readonly problem: string;
}

export interface Outcome {
  readonly target: string;
  readonly tried: number;
  readonly refused: number;
  readonly findings: readonly Finding[];
}

/** Seconds that one input may take: more is a hang. */
const patience = 3;
/** Letters that a message may have. */
const longest = 100_000;

/** Tries a target with the seeds 0 … count − 1, until `until` (of `performance.now()`). */
export const tryTarget = (target: Target, count: number, until: number): Outcome => {
  const findings: Finding[] = [];
  let [tried, refused] = [0, 0];
  for (let seed = 0; seed < count && performance.now() < until; seed += 1) {
    const { input, run } = target.attempt(chanceOf(seed));
    tried += 1;
    const start = performance.now();
    const problem = problemOf(run);
    if (problem === null) refused += 1;
    const seconds = (performance.now() - start) / 1000;
    const told = problem ?? (seconds > patience ? `it took ${seconds.toFixed(1)} s` : "");
    if (told !== "") findings.push({ target: target.name, seed, input: shown(input), problem: told });
  }
  return { target: target.name, tried, refused, findings };
};

/** Null when the input is refused, empty when it is read, else what happened in place of that. */
const problemOf = (run: () => void): string | null => {
  try {
    run();
    return "";
  } catch (error) {
    if (!(error instanceof UserError))
      return error instanceof Error ? (error.stack ?? error.message) : String(error);
    if (error.message.trim() === "") return "a refusal without a word";
    return error.message.length > longest ? `a refusal of ${error.message.length} letters` : null;
  }
};

const shown = (input: string | Uint8Array): string =>
  typeof input === "string" ? JSON.stringify(input) : Buffer.from(input).toString("base64");
