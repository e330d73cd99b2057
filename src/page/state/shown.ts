/** A number for readers; a dash for one that is missing or infinite. */
export const shown = (value: number | null, digits = 3): string => {
  if (value === null || !Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e5)
    ? value.toExponential(digits - 1).replace("e+", "e")
    : String(Number(value.toPrecision(digits)));
};
