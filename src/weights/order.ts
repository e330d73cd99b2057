import { exitCode, UserError } from "../errors.ts";

/** What decides the order of layers: their names, and whether one can follow another. */
export interface Orderable {
  readonly key: string;
  readonly follows: (below: Orderable) => boolean;
}

/** Searching stops here: so many orders are no order. */
const mostSteps = 100_000;

/**
 * Layers from the input to the output: by `given`, a list of their names, or by the numbers in names that differ in nothing else
 * (`fc2` before `fc10`), or in the one order of several kinds of names in which the numbers of each kind rise and the shapes chain.
 * Never by guessing. Throws `UserError` (usage) with the list to write, if there is more than one order, and where a given list isn't
 * that of the layers.
 */
export const inOrder = <Layer extends Orderable>(
  layers: readonly Layer[],
  file: string,
  given: readonly string[] | null = null,
): Layer[] => {
  if (given !== null) return asGiven(layers, file, given);
  const kinds = new Map<string, Layer[]>();
  for (const layer of layers) {
    const kind = layer.key.replace(/\d+/g, "#");
    kinds.set(kind, [...(kinds.get(kind) ?? []), layer]);
  }
  const queues = [...kinds.values()].map((queue) => queue.toSorted((a, b) => byNumbers(a.key, b.key)));
  if (queues.length === 1) return queues[0]!;
  const found: Layer[][] = [];
  let steps = 0;
  const extend = (chosen: readonly Layer[], taken: readonly number[]): void => {
    if (found.length > 1 || ++steps > mostSteps) return;
    if (chosen.length === layers.length) {
      found.push([...chosen]);
      return;
    }
    queues.forEach((queue, i) => {
      const next = queue[taken[i]!];
      if (next === undefined) return;
      const below = chosen.at(-1);
      if (below !== undefined && !next.follows(below)) return;
      extend(
        [...chosen, next],
        taken.map((count, j) => (j === i ? count + 1 : count)),
      );
    });
  };
  extend(
    [],
    queues.map(() => 0),
  );
  if (found.length === 1 && steps <= mostSteps) return found[0]!;
  const [names, reason] = [
    queues.flat().map(({ key }) => key),
    found.length === 0 && steps <= mostSteps
      ? "in no order do their shapes follow one another"
      : "their shapes allow more than one",
  ];
  throw new UserError(
    exitCode.usage,
    `${file}: expected names that tell the order of the layers by numbers alone, found ${names.join(", ")}, and ${reason}; ` +
      `write network.weights: { file: ${file}, order: [${names.join(", ")}] }, from the input to the output`,
  );
};

const asGiven = <Layer extends Orderable>(
  layers: readonly Layer[],
  file: string,
  given: readonly string[],
): Layer[] => {
  const ordered = given.flatMap((name) => layers.find(({ key }) => key === name) ?? []);
  if (ordered.length === layers.length && new Set(given).size === layers.length) return ordered;
  const names = layers.map(({ key }) => key).join(", ");
  throw new UserError(
    exitCode.usage,
    `network.weights: expected each layer of ${file} once, found [${given.join(", ")}]; write order: [${names}] in their order`,
  );
};

/** `fc2` before `fc10`; the same order whatever the locale. */
const byNumbers = (a: string, b: string): number => {
  const [first, second] = [a, b].map((name) => name.split(/(\d+)/)) as [string[], string[]];
  for (let i = 1; i < Math.min(first.length, second.length); i += 2) {
    if (Number(first[i]) !== Number(second[i])) return Number(first[i]) - Number(second[i]);
  }
  return 0;
};
