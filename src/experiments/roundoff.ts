import type { Precision } from "../linalg/linalg.ts";

/** Unit roundoff: half the distance between 1 and the next number. */
export const roundoff: Readonly<Record<Precision, number>> = { float64: 2 ** -53, float32: 2 ** -24 };
