import { z } from "zod";
import type { Precision } from "../config/fields.ts";

/** Config field: the arithmetic that is shown beside the stated one. */
export const alongsidePrecision = z
  .enum(["float32", "float64", "none"])
  .default("float32")
  .describe("second series beside the stated precision, so that what comes from rounding shows; or none");

/** The stated precision, and beside it the other one. */
export const precisionSeries = (config: {
  readonly precision: Precision;
  readonly alongside: Precision | "none";
}): readonly Precision[] => {
  const { precision, alongside } = config;
  return alongside === "none" || alongside === precision ? [precision] : [precision, alongside];
};
