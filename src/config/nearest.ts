import { distance } from "fastest-levenshtein";

/**
 * The known name that `word` was most likely meant to be, or null if none is near: at most three edits and at most
 * one in two letters (case, hyphens and underscores don't count), else a name that begins with `word`. Ties: the first.
 */
export const nearestName = (word: string, known: readonly string[]): string | null => {
  const wanted = plain(word);
  let best: string | null = null;
  let fewest = Number.POSITIVE_INFINITY;
  for (const name of known) {
    const candidate = plain(name);
    const edits = distance(wanted, candidate);
    if (edits <= Math.min(3, Math.max(wanted.length, candidate.length) / 2) && edits < fewest) {
      best = name;
      fewest = edits;
    }
  }
  if (best !== null || wanted.length < 3) return best;
  return known.find((name) => plain(name).startsWith(wanted)) ?? null;
};

const plain = (name: string): string => name.toLowerCase().replaceAll(/[-_\s]/g, "");
