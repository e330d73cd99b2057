import { type CellOf, cellMaker } from "../bench/provision/cell-of.ts";
import type { Dataset } from "../data/dataset.ts";
import type { DatasetIdentity } from "../data/identity.ts";
import { exitCode, UserError } from "../errors.ts";
import type { AnyExperiment, Experiment } from "../experiments/experiment.ts";
import type { Cell } from "../rows/cell.ts";
import type { Table } from "../rows/table.ts";
import type { Window } from "../statistics/order-over-seeds.ts";
import { type SweptCell, sweptTables } from "./columns.ts";
import type { Axis } from "./grid/axis.ts";
import { collectErrors } from "./grid/collect-errors.ts";
import { expandGrid, type Grid, type GridPoint } from "./grid/resolve.ts";
import { asValue, type Named, namedValues } from "./names.ts";
import { presentationOf } from "./presentation.ts";
import { summaryColumns, summaryRows } from "./summary.ts";
import { type SweepConfig, sweepConfig, sweepConfigSchema } from "./sweep-config.ts";
import { chooseView, type View } from "./view.ts";
import { countText, namedValue } from "./wording.ts";

export interface SweepOptions {
  /** Of the config that the grid is laid over, for the chart: `fig3a`. */
  readonly name: string;
  /** More cells than this are refused. */
  readonly maxCells: number;
  /** The column that chart and table show first; null for the experiment's first. */
  readonly measure: string | null;
  /** Values of λ through which the order is fitted. */
  readonly window: Window;
}

export interface Sweep {
  readonly experiment: Experiment<SweepConfig>;
  readonly config: SweepConfig;
}

/**
 * A grid as an experiment of its own, made of another: its cells are the other's at every point, its tables have the
 * swept fields as columns, and its chart is chosen by what varies. So it is planned, run, stored and reported as any.
 * Throws `UserError` (usage) for settings that the other experiment refuses, and for a measure that it doesn't have.
 */
export const sweptExperiment = (grid: Grid, options: SweepOptions): Sweep => {
  const { base, axes, fixed } = grid;
  const points = expandGrid(grid, options.maxCells);
  const named = namedValues(points);
  const tables = sweptTables(base, axes, points, named);
  const paths = axes.flatMap(({ fields }) => fields.map(({ path }) => path));
  const view = chooseView(tables, options.measure, paths);
  const config = sweepConfig(axes, points[0]!.config);
  const settings = fixed
    .filter(({ path }) => path.join() !== "seeds")
    .map(({ path, value }) => `${path.join(".")} ${asValue(value as never)}`);
  const shownAxes = axes.map(({ fields }): Axis => {
    const [first, ...rest] = fields.map((field) => ({
      ...field,
      values: field.values.map((value) => named(field.path, value)),
    }));
    return { fields: [first!, ...rest] };
  });
  const shown = presentationOf(view, shownAxes, options.window);
  const experiment: Experiment<SweepConfig> = {
    name: base.name,
    figure: "",
    question: questionOf(base, axes, view),
    schema: sweepConfigSchema(grid.known),
    tables: () => [...tables, summaryTable(view)],
    check: (_config, dataset) => checkPoints(base, points, dataset),
    cells: (_config, identity, cellOf = cellMaker()) =>
      cellsOf(base, points, identity, { cellOf, maxCells: options.maxCells, named }),
    chart: (_config, name, rows) =>
      shown.chart(rows, {
        name,
        setting: [options.name, ...settings].join(", "),
        seeds: config.seeds.length,
      }),
    summarise: shown.summarise,
  };
  return { experiment, config };
};

const summaryTable = (view: View): Table => ({
  name: "summary",
  columns: summaryColumns(view),
  derive: (rows) => summaryRows(rows[view.table.name]!, view),
});

const checkPoints = (base: AnyExperiment, points: readonly GridPoint[], dataset: Dataset): void => {
  collectErrors(points, ({ config }) => base.check(config as never, dataset));
};

const cellsOf = (
  base: AnyExperiment,
  points: readonly GridPoint[],
  identity: DatasetIdentity,
  { cellOf, maxCells, named }: { readonly cellOf: CellOf; readonly maxCells: number; readonly named: Named },
): readonly Cell[] => {
  const cells: SweptCell[] = [];
  for (const { values, config } of points) {
    const own = base.cells(config as never, identity, cellOf);
    if (cells.length + own.length > maxCells) throw tooMany(points.length, own.length, maxCells);
    for (const cell of own) cells.push({ ...cell, label: labelOf(cell, values, named), values });
  }
  return cells;
};

const tooMany = (points: number, cells: number, maxCells: number): UserError =>
  new UserError(
    exitCode.usage,
    `expected a grid of at most ${maxCells} cells (--max-cells), found ${countText(points, "point")} with up to ${countText(cells, "cell")} each; vary less, take fewer seeds, or raise --max-cells`,
  );

/** An experiment's own label names λ and the seed, but not what else varies. */
const labelOf = ({ label }: Cell, values: GridPoint["values"], named: Named): string => {
  const added = Object.entries(values)
    .filter(([path]) => path !== "lambda" || !label.includes("λ"))
    .map(([path, value]) => namedValue(path, named(path, value)));
  return [...added, label].join(", ");
};

const questionOf = (base: AnyExperiment, axes: readonly Axis[], { measure }: View): string => {
  const varied = axes.map(({ fields }) => {
    const names = fields.map(({ path }) => path).join(" with ");
    return `${names} (${countText(fields[0].values.length, "value")})`;
  });
  const over = varied.length === 0 ? "the seed" : varied.join(" and ");
  return `How does ${measure.name} of ${base.name} depend on ${over}?`;
};
