import { extent } from "simple-statistics";
import type { Row } from "../../rows/row.ts";
import type { Json } from "../../rows/settings.ts";
import { collectRows, type Survey } from "../../run/collect.ts";
import type { Store } from "../../run/store/store.ts";
import { countText, rounded } from "../../sweep/wording.ts";
import type { Figure } from "../plan/figure.ts";

/** Cells of a result in which inference diverged, so that there is nothing that could be measured. */
export interface Divergence {
  readonly cells: number;
  /** Cells of the result. */
  readonly of: number;
  /** Those whose Euler steps were too long: how long they may be, from the least to the greatest. */
  readonly largestSteps: readonly [number, number] | null;
  /** Those without a minimum near the free phase. */
  readonly unbounded: number;
}

/** The finished cells all of whose rows in the main table say `diverged`. */
export const divergenceOf = (store: Store, figure: Figure, survey: Survey): Divergence => {
  const [main] = figure.experiment.tables(figure.config);
  const steps: number[] = [];
  let [cells, unbounded] = [0, 0];
  for (const entry of survey.diverged) {
    const first = divergedRow(collectRows(store, [entry], { name: main!.from ?? main!.name }));
    if (first === null) continue;
    cells += 1;
    const step = tooLong(first, entry.cell.settings.inference);
    if (step === null) unbounded += 1;
    else steps.push(step);
  }
  const largestSteps = steps.length === 0 ? null : extent(steps);
  return { cells, of: survey.finished.length, largestSteps, unbounded };
};

/** The first row, where all say `diverged`; null where one doesn't. */
const divergedRow = (rows: Iterable<Row>): Row | null => {
  let first: Row | null = null;
  for (const row of rows) {
    if (row.outcome !== "diverged") return null;
    first ??= row;
  }
  return first;
};

/** The longest step that is stable, if Euler's is beyond half of it; else the energy has no minimum near. */
const tooLong = ({ largest_step: largest }: Row, inference: Json | undefined): number | null => {
  const stepSize = (inference as { readonly stepSize?: number } | null | undefined)?.stepSize;
  if (typeof largest !== "number" || stepSize === undefined) return null;
  return stepSize >= largest / 2 ? largest : null;
};

/** `4 of 8 cells diverged, …`; empty for none. */
export const divergenceText = ({ cells, of, largestSteps, unbounded }: Divergence): string => {
  if (cells === 0) return "";
  const reasons = [
    ...(largestSteps === null
      ? []
      : [`Euler's steps are stable below 2/λ_max, here ${rangeText(largestSteps)} (largest_step)`]),
    ...(unbounded === 0
      ? []
      : [`${unbounded === cells ? "there" : `in ${unbounded}`} F has no minimum near: use a λ nearer to 0`]),
  ];
  return `${cells} of ${countText(of, "cell")} diverged, with outcome diverged and no measures: ${reasons.join("; ")}`;
};

const rangeText = ([low, high]: readonly [number, number]): string =>
  rounded(low, 3) === rounded(high, 3) ? rounded(low, 3) : `${rounded(low, 3)} to ${rounded(high, 3)}`;

/** A step size in which all of them are stable. */
export const stableStep = ({ largestSteps }: Divergence): number | null =>
  largestSteps === null ? null : Number((largestSteps[0] / 2).toPrecision(1));
