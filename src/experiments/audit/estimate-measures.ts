import type { Comparison } from "../../gradient/compare.ts";
import { finiteOrMissing } from "../../rows/row.ts";

/** How far an estimate is from backprop, as the audit's tables have it. */
export const estimateMeasures = ({ cosine, normRatio, relativeDistance }: Comparison) => ({
  cosine: finiteOrMissing(cosine),
  norm_ratio: finiteOrMissing(normRatio),
  relative_error: finiteOrMissing(relativeDistance),
});
