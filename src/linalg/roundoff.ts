import type { Precision } from "./linalg.ts";

/** Unit roundoff u: half the distance between 1 and the next number. */
export const roundoff: Readonly<Record<Precision, number>> = { float64: 2 ** -53, float32: 2 ** -24 };
