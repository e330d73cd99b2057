import { cellMaker } from "../../bench/provision/cell-of.ts";
import { builtin, enginesOf, ordersOf, provideEquipment } from "../../bench/provision/provide-equipment.ts";
import { type Dataset, datasetText, openVerified } from "../../data/dataset.ts";
import type { DatasetIdentity } from "../../data/identity.ts";
import { UserError } from "../../errors.ts";
import type { Cell } from "../../rows/cell.ts";
import { orderText } from "../../weights/weights.ts";
import { configYaml, type ResolvedConfig } from "../configs/resolved-config.ts";
import { defaultMaxCells, requireCells } from "./cell-limit.ts";

/** A config that is known to fit its dataset, split into its cells. */
export interface Figure extends ResolvedConfig {
  readonly identity: DatasetIdentity;
  /** The dataset as it was recognised: its name, and what was found in a line. */
  readonly images: { readonly name: string; readonly found: string };
  readonly cells: readonly Cell[];
  /** The config with its defaults as its folder keeps it. */
  readonly yaml: string;
}

/**
 * Verifies and opens each dataset once, checks every config against its own, and splits it into cells.
 * Throws `UserError`: environment for a dataset that isn't sound, usage for a config that doesn't fit.
 */
export const prepareFigures = (
  configs: readonly ResolvedConfig[],
  maxCells: number = defaultMaxCells,
): Figure[] => {
  const cellOf = cellMaker();
  const opened = new Map<string | null, ReturnType<typeof openVerified>>();
  const open = (dir: string | null) => {
    const verified = opened.get(dir) ?? openVerified(dir);
    opened.set(dir, verified);
    return verified;
  };
  try {
    return configs.map((resolved) => {
      const { experiment, config } = resolved;
      const { identity, dataset } = open(config.dataset.dir);
      requireFit(resolved, dataset);
      requireCells(resolved, identity, maxCells);
      const images = { name: dataset.name, found: datasetText(dataset) };
      return {
        ...resolved,
        identity,
        images,
        cells: experiment.cells(config, identity, cellOf),
        yaml: configYaml(config),
      };
    });
  } finally {
    for (const { dataset } of opened.values()) dataset.close();
  }
};

/**
 * The figures with the identity of what their cells are computed with: engines, files; what was found of datasets, engines and weights
 * is told. Throws `UserError`: environment for
 * a backend that can't be had, usage for a module or file that can't be used.
 */
export const equipFigures = async (
  figures: readonly Figure[],
  notice: (line: string) => void,
): Promise<Figure[]> => {
  const cells = await provideEquipment(figures.flatMap((figure) => figure.cells));
  for (const engine of enginesOf(cells)) {
    if (engine !== builtin) notice(`the energies are differentiated by ${engine}${nativeHint(engine)}`);
  }
  for (const [file, order] of Object.entries(ordersOf(cells))) {
    notice(orderText(file, order));
  }
  const own = figures.filter(({ config }) => config.dataset.dir !== null);
  for (const line of new Set(
    own.map(({ config, images }) => `images in ${config.dataset.dir}: ${images.found}`),
  ))
    notice(line);
  let from = 0;
  return figures.map((figure) => {
    const own = cells.slice(from, from + figure.cells.length);
    from += figure.cells.length;
    return { ...figure, cells: own };
  });
};

const nativeHint = (engine: string): string =>
  engine.startsWith("tfjs tensorflow")
    ? ""
    : "; its fastest backend comes with `npm install @tensorflow/tfjs-node`";

/** Throws `UserError` unless a config fits its dataset, each issue with the place of its field. */
export const requireFit = ({ experiment, config, locate }: ResolvedConfig, dataset: Dataset): void => {
  try {
    experiment.check(config, dataset);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const lines = error.message.split("\n").map((line) => {
      const field = /^[\w.[\]]+(?=: )/.exec(line)?.[0];
      return field === undefined ? line : `${locate(field)}: ${line}`;
    });
    throw new UserError(error.code, lines.join("\n"));
  }
};
