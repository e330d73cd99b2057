import { estimators } from "../../gradient/registry.ts";
import { refusalOf } from "../../gradient/supports.ts";
import type { Parameters } from "../../network/parameters.ts";
import type { Row } from "../../rows/row.ts";
import type { Images } from "../images/images.ts";
import { estimateMeasures } from "./estimate-measures.ts";
import { atRest, compareParts } from "./recommend.ts";

/** The estimators that have no limit in which they become backprop and relax nothing: what a bad cosine looks like. */
export const controlEstimators = estimators.filter(
  ({ truth, order, energy }) => truth === "backprop" && order === 0 && energy === null,
);

/** Each control on each image, in each layer and, without a layer, in all parameters; its random matrices are those of the seed. */
export const controls = (exact: Images, truths: readonly Parameters[], seed: number): Row[] => {
  const { linalg, problem, each } = exact;
  const suited = controlEstimators.filter((control) => refusalOf(control, problem) === null);
  return suited.flatMap((control) =>
    each.flatMap(({ problem: own }, image) =>
      linalg.scope(() => {
        const { gradient } = control.estimate({ linalg, problem: own, inference: atRest, seed }, 1);
        const truth = truths[image]!;
        const parts = compareParts(linalg, gradient, truth);
        return parts.map(
          (comparison, layer): Row => ({
            estimator: control.name,
            image,
            layer: layer === 0 ? null : layer,
            ...estimateMeasures(comparison),
          }),
        );
      }),
    ),
  );
};
