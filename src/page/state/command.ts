import type { FormulaState } from "./formula.ts";
import { type LimitState, paperLimit, sizesOfLimit } from "./limit.ts";

/** Where the drawn digit's files are, once they are unpacked. */
export const drawnFolder = "drawn";

const start = "npx ebm run";

/** The command whose CSV has the numbers that the section shows, to the last digit. */
export const limitCommand = (state: LimitState): string => {
  const { lambda, stepSize, steps, activation, loss, image, seed } = state;
  const sizes = sizesOfLimit(state).join(",");
  const settings = [
    `lambda=[${lambda}]`,
    `seeds=[${seed}]`,
    ...(stepSize === paperLimit.stepSize ? [] : [`inference.stepSize=${stepSize}`]),
    ...(steps === paperLimit.steps ? [] : [`inference.steps=${steps}`]),
    ...(activation === paperLimit.activation ? [] : [`network.activation=${activation}`]),
    ...(sizes === sizesOfLimit(paperLimit).join(",") ? [] : [`network.sizes=[${sizes}]`]),
    ...(loss === paperLimit.loss ? [] : [`loss=${loss}`]),
    ...(image === "drawn" ? [`dataset.dir=${drawnFolder}`] : image === 0 ? [] : [`dataset.image=${image}`]),
  ];
  const unpacking = image === "drawn" ? `tar xf ${drawnFolder}.tar && ` : "";
  return `${unpacking}${start} fig3a ${settings.map((setting) => `--set ${quoted(setting)}`).join(" ")}`;
};

export const formulaCommand = ({ estimator, seed, image }: FormulaState): string =>
  [
    `${start} estimator-order --set ${quoted(`estimators=[${estimator}]`)} --set ${quoted(`seeds=[${seed}]`)}`,
    ...(image === 0 ? [] : [`--set dataset.image=${image}`]),
  ].join(" ");

/** Shells take brackets for patterns. */
const quoted = (setting: string): string => (/[[\]]/.test(setting) ? `'${setting}'` : setting);
