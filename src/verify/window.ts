/** Where a measured number must lie: data of a claim, which no measurement can move. Ends belong to the window. */
export type Window =
  | { readonly kind: "exactly"; readonly value: number }
  | { readonly kind: "within"; readonly value: number; readonly plusMinus: number }
  | { readonly kind: "at most"; readonly bound: number }
  | { readonly kind: "at least"; readonly bound: number };

export const exactly = (value: number): Window => ({ kind: "exactly", value });
export const within = (value: number, plusMinus: number): Window => ({ kind: "within", value, plusMinus });
export const atMost = (bound: number): Window => ({ kind: "at most", bound });
export const atLeast = (bound: number): Window => ({ kind: "at least", bound });

/** Whether a measured number lies in its window; what is not a number never does. */
export const isInside = (window: Window, measured: number): boolean => {
  const { low, high } = limitsOf(window);
  return !Number.isNaN(measured) && !(low !== null && measured < low) && !(high !== null && measured > high);
};

/** The ends of a window; null where it has none. */
export const limitsOf = (window: Window): { readonly low: number | null; readonly high: number | null } => {
  if (window.kind === "exactly") return { low: window.value, high: window.value };
  if (window.kind === "at most") return { low: null, high: window.bound };
  if (window.kind === "at least") return { low: window.bound, high: null };
  // 1.03 is in 1 ± 0.03, whatever the sum rounds to.
  const round = (value: number) => Number(value.toPrecision(12));
  return { low: round(window.value - window.plusMinus), high: round(window.value + window.plusMinus) };
};

/** `2 ± 0.05`, `at most 1e-12`, `exactly 0`. */
export const windowText = (window: Window): string => {
  if (window.kind === "exactly") return `exactly ${window.value}`;
  if (window.kind === "within") return `${signed(window.value)} ± ${plain(window.plusMinus)}`;
  return `${window.kind} ${plain(window.bound)}`;
};

/** A measured number for people: four significant digits. */
export const numberText = (measured: number): string => {
  if (Number.isInteger(measured) && Math.abs(measured) < 1e6) return signed(measured);
  const size = Math.abs(measured);
  const text = size >= 1e-3 && size < 1e6 ? measured.toPrecision(4) : measured.toExponential(1);
  return signed(text.replace("e+", "e"));
};

/** Powers of ten below 0.001 in exponential notation; 1/64 rounded. */
const plain = (value: number): string =>
  signed(value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential() : Number(value.toPrecision(4)));

const signed = (value: number | string): string => String(value).replace(/^-/, "−");
