import { createStream } from "../../src/random/stream.ts";

/** What makes the damage: the same for the same seed. */
export interface Chance {
  /** A whole number in [0, below). */
  readonly below: (below: number) => number;
  readonly one: <T>(of: readonly T[]) => T;
}

export const chanceOf = (seed: number): Chance => {
  const { integer } = createStream(seed, "order");
  return { below: integer, one: (of) => of[integer(of.length)]! };
};

/** Pieces that parsers stumble over. */
const pieces = [
  ...["", " ", "\n", "\t", "\u0000", "\u202e", "\ufeff", "é", "日本", "😀", "'", '"', "\\", "`"],
  ...["-", "..", "...", ":", ",", "=", "[", "]", "{", "}", "&a", "*a", "!!js", "|", ">", "#", "%", "?", "@"],
  ...["0", "-1", "1e400", "1e-400", ".5", "5.", "0x10", "NaN", "Infinity", "-0", "9007199254740993", "1e10"],
  ...["null", "true", "~", "__proto__", "constructor", "toString", "experiment", "seeds", "lambda", "sweep"],
  ...["1..2", "0..1e9", "1e-4..1:log:9", "0..19,", "a".repeat(300), "[".repeat(60), "{a: ".repeat(60)],
];

/** A text with one to four places changed. */
export const mutatedText = (text: string, chance: Chance): string => {
  let changed = text;
  for (let times = 1 + chance.below(4); times > 0; times -= 1) changed = change(changed, chance);
  return changed;
};

const change = (text: string, { below, one }: Chance): string => {
  const at = below(text.length + 1);
  const to = Math.min(text.length, at + below(12));
  const lines = text.split("\n");
  const line = below(lines.length);
  return one([
    () => text.slice(0, at) + one(pieces) + text.slice(at),
    () => text.slice(0, at) + text.slice(to),
    () => text.slice(0, at) + one(pieces) + text.slice(to),
    () => text.slice(0, at) + String.fromCharCode(below(0x250)) + text.slice(at + 1),
    () => lines.toSpliced(line, 1).join("\n"),
    () => lines.toSpliced(line, 0, lines[below(lines.length)]!).join("\n"),
    () => lines.map((each, index) => (index === line ? `  ${each}` : each)).join("\n"),
    () => text.slice(0, at),
  ])();
};

/** Bytes with one to four places changed, cut off or repeated. */
export const mutatedBytes = (bytes: Uint8Array, { below, one }: Chance): Uint8Array => {
  let changed = Uint8Array.from(bytes);
  for (let times = 1 + below(4); times > 0; times -= 1) {
    // Headers come first, and are where the harm is.
    const at = Math.min(changed.length, one([below(64), below(changed.length + 1)]));
    changed = one([
      () => changed.map((byte, index) => (index === at ? byte ^ (1 << below(8)) : byte)),
      () => changed.map((byte, index) => (index === at ? one([0, 1, 0x7f, 0x80, 0xff]) : byte)),
      () => changed.slice(0, at),
      () => Uint8Array.from([...changed.subarray(0, at), ...changed.subarray(at + 1 + below(8))]),
      () => Uint8Array.from([...changed.subarray(0, at), below(256), ...changed.subarray(at)]),
    ])();
  }
  return changed;
};
