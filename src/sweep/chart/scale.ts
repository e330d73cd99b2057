/**
 * The scale on which a grid's points are spread more evenly, which is the one that a person would draw them on:
 * `1e-4..1` is logarithmic, `0.1,0.2,0.3` linear, `0.05,0.1,0.3` logarithmic. Two points are logarithmic from a
 * ratio of ten on; a grid with a point that isn't positive is linear.
 */
export const gridScale = (points: readonly number[]): "linear" | "log" => {
  const sorted = [...points].sort((a, b) => a - b);
  const [least, greatest] = [sorted[0], sorted.at(-1)];
  if (least === undefined || greatest === undefined || least <= 0 || least === greatest) return "linear";
  if (sorted.length === 2) return greatest / least >= 10 ? "log" : "linear";
  return widestGap(sorted.map(Math.log)) < widestGap(sorted) ? "log" : "linear";
};

/** The widest gap between neighbours, as a part of the whole. */
const widestGap = (sorted: readonly number[]): number => {
  const gaps = sorted.slice(1).map((point, index) => point - sorted[index]!);
  return Math.max(...gaps) / (sorted.at(-1)! - sorted[0]!);
};
