export type Interval = readonly [number, number];

/** The interval around `centre` (0 its start, 1 its end) that is `factor` as wide, then moved by `shift` of its width. */
export const zoomedInterval = (
  [from, to]: Interval,
  type: "linear" | "log",
  factor: number,
  centre: number,
  shift = 0,
): Interval => {
  const [a, b] = type === "log" ? [Math.log(from), Math.log(to)] : [from, to];
  const middle = a + centre * (b - a);
  const width = (b - a) * factor;
  const start = middle - centre * width + shift * (b - a);
  return type === "log" ? [Math.exp(start), Math.exp(start + width)] : [start, start + width];
};
