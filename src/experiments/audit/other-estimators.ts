import { estimators } from "../../gradient/registry.ts";
import { refusalOf } from "../../gradient/supports.ts";
import type { Parameters } from "../../network/parameters.ts";
import type { Row } from "../../rows/row.ts";
import { effortOf } from "../images/effort.ts";
import type { Images } from "../images/images.ts";
import { atRest, type Target } from "./recommend.ts";

/** So many images are enough to compare estimators on. */
const few = 4;
/** Values of the dials of other estimators, from the largest on. */
const dials = [0.3, 0.1, 0.03, 0.01, 0.001];

const soon = { ...atRest, maxIterations: 200 };

/**
 * The estimators of backprop that the network supports, at the largest dial at which each reaches the target, on the first images; `truths`:
 * the gradient of backprop of each image.
 */
export const otherEstimators = (exact: Images, truths: readonly Parameters[], target: Target): Row[] =>
  exact.linalg.scope(() => {
    const { network, loss } = exact.problem;
    const some = { ...exact, each: exact.each.slice(0, few) };
    const suited = estimators.filter(
      (estimator) =>
        estimator.truth === "backprop" &&
        estimator.order !== 0 &&
        estimator.name !== "backprop" &&
        refusalOf(estimator, { network, loss }) === null,
    );
    return suited.flatMap((estimator) => {
      const values = estimator.reads.some((read) => read === estimator.dial) ? dials : [null];
      for (const dial of values) {
        const { passes, gradients, cosine } = effortOf(some, estimator, truths, dial ?? 1, soon);
        if (cosine !== null && cosine >= target.cosine)
          return [
            { estimator: estimator.name, dial: estimator.dial, value: dial, passes, gradients, cosine },
          ];
      }
      return [];
    });
  });
