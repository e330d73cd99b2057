import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { elsewhere } from "./elsewhere.ts";
import { numbers } from "./numbers.ts";
import { type Results, resultsIn } from "./results.ts";
import { readSpeed, speedNumbers } from "./speed.ts";

const root = new URL("../../", import.meta.url);

/** What the runs of `elsewhere.ts` came to. */
export const measuredFile = fileURLToPath(new URL("docs/numbers.json", root));

interface Measured {
  readonly value: string;
}

export const readMeasured = (): Record<string, Measured> => JSON.parse(readFileSync(measuredFile, "utf8"));

/** README.md and the pages of docs/, by path. */
export const pages = (): readonly string[] =>
  ["README.md", ...readdirSync(new URL("docs/", root)).map((name) => `docs/${name}`)]
    .filter((name) => name.endsWith(".md"))
    .map((name) => fileURLToPath(new URL(name, root)));

/** A number by the name of its marker. Throws for a name that there isn't. */
export const numberNamed = (
  results: Results = resultsIn(fileURLToPath(new URL("results", root))),
): ((name: string) => string) => {
  const measured = readMeasured();
  return (name) => {
    const own = numbers[name];
    if (own !== undefined) return own(results);
    const ofSpeed = speedNumbers[name];
    if (ofSpeed !== undefined) return ofSpeed(readSpeed());
    const kept = measured[name];
    if (kept !== undefined && elsewhere[name] !== undefined) return kept.value;
    throw new Error(
      `no number is called ${name}: scripts/docs/numbers.ts, speed.ts and elsewhere.ts have their names`,
    );
  };
};
