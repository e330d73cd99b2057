import type { Column, Table } from "../../rows/table.ts";
import type { AnyExperiment } from "../experiment.ts";
import { condense, condensedColumns, imageColumn } from "./condense.ts";

/** What of a config says on which images it measures. */
interface OnImages {
  readonly dataset?: { readonly images?: unknown };
}

/**
 * An experiment on one image, on several: where `dataset.images` names them, its tables have means over them and their spread, and
 * `images` (`<table>-images` of its other tables) has the rows of each. Without them nothing changes.
 */
export const withImages = (experiment: AnyExperiment): AnyExperiment => ({
  ...experiment,
  tables: (config) => {
    const tables = experiment.tables(config);
    if (imagesOf(config) === null) return tables;
    const [main] = tables;
    return [
      ...tables.map(meansOver),
      ...tables.map((table) => ({
        ...table,
        name: table === main ? "images" : `${table.name}-images`,
        from: table.from ?? table.name,
        columns: [imageColumn, ...table.columns],
      })),
    ];
  },
  check: (config, dataset) => {
    for (const image of imagesOf(config) ?? [config.dataset?.image])
      experiment.check({ ...config, dataset: { ...config.dataset, image } }, dataset);
  },
});

/** Null where there is one, or where the experiment looks at several by itself and is told how many. */
const imagesOf = ({ dataset }: OnImages): readonly number[] | null =>
  Array.isArray(dataset?.images) ? dataset.images : null;

const meansOver = (table: Table): Table => ({
  ...table,
  from: table.from ?? table.name,
  columns: condensedColumns(table.columns),
  condense: (rows, columns: readonly Column[]) =>
    condense(
      rows,
      table.columns,
      columns.filter(({ role }) => role === "key").map(({ name }) => name),
    ),
});
