import { exitCode, UserError } from "../errors.ts";
import { nearestName } from "./nearest.ts";
import { linearPoints, logarithmicPoints } from "./points.ts";

/** Points a decade of a logarithmic range that doesn't say how many. */
export const pointsPerDecade = 4;

/** More points than anyone means; a slip such as `0..1e9` must not fill the memory. */
export const maximumPoints = 100_000;

/** The grammar, for `--help`. */
export const gridHelp = `a list 0.1,0.01; a range 1e-4..1 (logarithmic, both ends included, ${pointsPerDecade} points a decade) or 1e-4..1:log:9 with 9 points; 0.1..1:lin:10 with 10 equidistant points; 0..19 for whole numbers; or several of these, separated by commas`;

/** `real`: a range is logarithmic unless it says `lin`. `integer`: a range holds every whole number from end to end. */
export type GridKind = "real" | "integer";

/** How to write a grid, for the remedies. */
const writing = { real: "0.1,0.01 or 1e-4..1", integer: "0,5,7 or 0..19", name: "relu,tanh" } as const;

const number = String.raw`[-+]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?`;
const rangePattern = new RegExp(`^(${number})\\.\\.(${number})((?::.*)?)$`);
const numberPattern = new RegExp(`^${number}$`);
const notFinite = /nan|inf/i;
const scales = ["log", "lin"] as const;

/**
 * The points of a grid in the order in which they're written, ranges increasing, no point twice.
 * Listed points and the ends of a range are exactly the decimal numbers written; the points between the ends are
 * rounded to 12 significant digits. Throws `UserError` (usage), with its own message for each mistake.
 */
export const parseGrid = (text: string, kind: GridKind): number[] => {
  const points = splitEntries(text, kind).flatMap((entry) => entryPoints(text, entry, kind));
  if (points.length > maximumPoints) throw tooMany(text, points.length);
  requireDistinct(text, points);
  return points;
};

/** The entries of a list of names such as `relu,tanh`. Throws `UserError` (usage) if it's empty or has one twice. */
export const parseGridValues = (text: string): string[] => {
  const values = splitEntries(text, "name");
  requireDistinct(text, values);
  return values;
};

const splitEntries = (text: string, kind: keyof typeof writing): string[] => {
  if (text.trim() === "") {
    throw gridError(text, `expected at least one point, found none; write them as in ${writing[kind]}`);
  }
  const entries = text.split(",").map((entry) => entry.trim());
  if (entries.includes("")) {
    throw gridError(
      text,
      "expected a value on both sides of each comma, found nothing; remove the extra comma",
    );
  }
  return entries;
};

const entryPoints = (text: string, entry: string, kind: GridKind): number[] => {
  const [, before, after] = /^(.*?)\.{3,}(\d.*)$/.exec(entry) ?? [];
  if (before !== undefined && after !== undefined) {
    // `1e-4...1` would be a range to .1, which hardly anybody means.
    throw gridError(
      text,
      `expected two dots between the ends of a range, found more; write ${before}..${after}, or ${before}..0.${after}`,
    );
  }
  const range = rangePattern.exec(entry);
  if (range === null) return [toNumber(text, entry, kind)];
  const start = toNumber(text, range[1]!, kind);
  const end = toNumber(text, range[2]!, kind);
  const ends = `${range[1]}..${range[2]}`;
  if (start === end) {
    throw gridError(
      text,
      `expected a range with two different ends, found ${ends}; write the single point ${range[1]}`,
    );
  }
  if (start > end) {
    throw gridError(
      text,
      `expected the smaller end of a range first, found ${ends}; write ${range[2]}..${range[1]}${range[3]}`,
    );
  }
  const [, scale, count, ...rest] = range[3]!.split(":");
  if (rest.length > 0) {
    throw gridError(
      text,
      `expected a range such as 1e-4..1:log:9, found ${entry}; remove ":${rest.join(":")}"`,
    );
  }
  if (scale === undefined && kind === "integer") return wholeNumbers(text, start, end);
  const points = rangePoints(text, {
    ends,
    start,
    end,
    scale: scale ?? "log",
    count,
    stated: scale !== undefined,
  });
  if (kind === "integer") for (const point of points) requireInteger(text, point);
  return points;
};

interface Range {
  readonly ends: string;
  readonly start: number;
  readonly end: number;
  readonly scale: string;
  readonly count: string | undefined;
  /** Whether the scale was written, for the message. */
  readonly stated: boolean;
}

const rangePoints = (text: string, { ends, start, end, scale, count, stated }: Range): number[] => {
  if (scale !== "log" && scale !== "lin") {
    const nearest = nearestName(scale, scales) ?? "log";
    const ending = numberPattern.test(scale) ? `log:${scale}` : `${nearest}:${count ?? 10}`;
    throw gridError(
      text,
      `expected the scale log or lin after the range, found "${scale}"; write ${ends}:${ending}`,
    );
  }
  if (scale === "log" && start <= 0) {
    const why = stated ? "" : " (a range is logarithmic unless it says lin)";
    throw gridError(
      text,
      `expected both ends of a logarithmic range above 0, found ${ends}${why}; write ${ends}:lin:${count ?? 11}, or start above 0 as in 1e-4..1`,
    );
  }
  if (scale === "lin" && count === undefined) {
    throw gridError(
      text,
      `expected the number of points of a linear range, found none; write ${ends}:lin:10`,
    );
  }
  const size = count === undefined ? defaultCount(start, end) : toCount(text, count, `${ends}:${scale}`);
  const points = scale === "log" ? logarithmicPoints(start, end, size) : linearPoints(start, end, size);
  if (points.some((point, index) => index > 0 && !(point > points[index - 1]!))) {
    throw gridError(
      text,
      `expected points that differ in 12 significant digits, found ${size} between ${ends}; ask for fewer`,
    );
  }
  return points;
};

/** At least the two ends; log10 only chooses a count here, so its last bit doesn't matter. */
const defaultCount = (start: number, end: number): number =>
  Math.max(2, Math.round(pointsPerDecade * (Math.log10(end) - Math.log10(start))) + 1);

const toCount = (text: string, count: string, range: string): number => {
  if (!/^[-+]?\d+$/.test(count)) {
    throw gridError(text, `expected a whole number of points, found "${count}"; write ${range}:10`);
  }
  const size = Number(count);
  if (size < 2) {
    throw gridError(
      text,
      `expected at least 2 points, the ends of the range, found ${count}; write ${range}:2 or a single number`,
    );
  }
  if (size > maximumPoints) throw tooMany(text, size);
  return size;
};

const wholeNumbers = (text: string, start: number, end: number): number[] => {
  const size = end - start + 1;
  if (size > maximumPoints) throw tooMany(text, size);
  return Array.from({ length: size }, (_, index) => start + index);
};

const toNumber = (text: string, entry: string, kind: GridKind): number => {
  const value = Number(entry) + 0; // −0 + 0 = 0
  if (notFinite.test(entry) || (numberPattern.test(entry) && !Number.isFinite(value))) {
    throw gridError(text, `expected finite numbers, found ${entry}; write a number such as 0.1`);
  }
  if (entry.includes("..")) {
    throw gridError(
      text,
      `expected a number on each side of "..", found "${entry}"; write them as in ${writing[kind]}`,
    );
  }
  if (!numberPattern.test(entry)) {
    throw gridError(
      text,
      `expected a number or a range of numbers, found "${entry}"; write them as in ${writing[kind]}`,
    );
  }
  if (kind === "integer") requireInteger(text, value);
  return value;
};

const requireInteger = (text: string, value: number): void => {
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw gridError(
      text,
      `expected whole numbers up to ${Number.MAX_SAFE_INTEGER}, found ${value}; write smaller ones`,
    );
  }
  if (!Number.isInteger(value)) {
    throw gridError(text, `expected whole numbers, found ${value}; write them as in ${writing.integer}`);
  }
};

const requireDistinct = (text: string, points: readonly (number | string)[]): void => {
  const seen = new Set<number | string>();
  for (const point of points) {
    if (seen.has(point))
      throw gridError(text, `expected each point once, found ${point} twice; remove one of them`);
    seen.add(point);
  }
};

const tooMany = (text: string, size: number): UserError =>
  gridError(text, `expected at most ${maximumPoints} points, found ${size}; ask for fewer`);

const gridError = (text: string, problem: string): UserError =>
  new UserError(exitCode.usage, `grid "${text}": ${problem}`);
