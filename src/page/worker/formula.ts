import type { Laboratory } from "../../bench/laboratory.ts";
import { estimatorOrder, fittedOrder } from "../../experiments/estimator-order/measure.ts";
import type { Row } from "../../rows/row.ts";
import type { Settings } from "../../rows/settings.ts";
import type { FormulaState } from "../state/formula.ts";

/** A step of a computation that shows itself as it goes: a row, or at the end of a precision the fitted order. */
export type FormulaStep = { readonly kind: "row" | "order"; readonly row: Row };

const precisions = ["float64", "float32"] as const;

/** The settings of the cell that `ebm run estimator-order` would compute. */
export const orderSettings = (
  template: Settings,
  { estimator, seed, image }: FormulaState,
  precision: string,
) =>
  estimatorOrder.schema.parse({
    ...template,
    estimator,
    seed,
    precision,
    dataset: { ...(template.dataset as Settings), image },
  });

/** The rows of estimator-order.csv for one estimator and seed, point by point from large dials to small ones. */
export function* formulaSteps(
  laboratory: Laboratory,
  template: Settings,
  state: FormulaState,
): Generator<FormulaStep> {
  for (const precision of precisions) {
    const settings = orderSettings(template, state, precision);
    const rows: Row[] = [];
    for (const dial of settings.dial.toReversed()) {
      const { tables } = estimatorOrder.measure({ ...settings, dial: [dial] }, laboratory) as {
        readonly tables: Readonly<Record<string, readonly Row[]>>;
      };
      const [row] = tables.errors!;
      rows.unshift(row!);
      yield { kind: "row", row: row! };
    }
    yield { kind: "order", row: fittedOrder(settings, rows) };
  }
}
