import { closeSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { compareCsv, differenceText } from "./compare-csv.ts";
import type { Turn } from "./result-folder.ts";

/** Bytes of a CSV up to which it is compared by its keys: a larger one would be a multiple of it in memory. */
const mostByKeys = 2 ** 25;

/** Lines that are shown of many. */
const examples = 5;

/**
 * How one CSV file differs from another, in words; none where they are the same bytes. What is too large to be matched by its
 * keys is compared line by line.
 */
export const fileDifferences = async (
  name: string,
  was: string,
  is: string,
  turn: Turn,
  most: number = mostByKeys,
): Promise<readonly string[]> => {
  if (Math.max(statSync(was).size, statSync(is).size) > most) return lineDifferences(name, was, is, turn);
  const difference = compareCsv(readFileSync(was, "utf8"), readFileSync(is, "utf8"));
  return difference === null ? [] : [differenceText(name, difference)];
};

const lineDifferences = async (
  name: string,
  was: string,
  is: string,
  turn: Turn,
): Promise<readonly string[]> => {
  const [before, after] = [linesOf(was), linesOf(is)];
  const shown: string[] = [];
  let [line, differing] = [0, 0];
  for (;;) {
    const [from, to] = [before.next(), after.next()];
    if (from.done && to.done) break;
    line += 1;
    if (line % 4096 === 0) await turn();
    if (from.value === to.value) continue;
    differing += 1;
    if (differing <= examples)
      shown.push(`  line ${line} was ${from.value ?? "absent"}, is ${to.value ?? "absent"}`);
  }
  if (differing === 0) return [];
  const more = differing > examples ? [`  … and ${differing - examples} more`] : [];
  return [[`${name}:`, `  ${differing} of ${line} lines differ:`, ...shown, ...more].join("\n")];
};

const chunkBytes = 2 ** 18;

/** The lines of a file one by one. What is not UTF-8 is shown as that. */
function* linesOf(path: string): Generator<string, undefined> {
  const file = openSync(path, "r");
  try {
    const decoder = new TextDecoder();
    const bytes = Buffer.allocUnsafe(chunkBytes);
    let rest = "";
    for (let read = readSync(file, bytes); read > 0; read = readSync(file, bytes)) {
      const lines = (rest + decoder.decode(bytes.subarray(0, read), { stream: true })).split("\n");
      rest = lines.pop()!;
      yield* lines;
    }
    if (rest !== "") yield rest;
  } finally {
    closeSync(file);
  }
}
