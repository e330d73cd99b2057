import { type NetworkDescription, networkOf } from "../../network/description/description.ts";
import { networkText } from "../../network/description/name.ts";
import type { Series } from "./channels.ts";

/** What a chart says of an experiment's config; configs have it and more. */
export interface ChartConfig {
  readonly seeds: readonly number[];
  readonly network: NetworkDescription;
  /** By name, or a custom one; goes without saying if it is predictive coding, or each estimator's own. */
  readonly energy?: unknown;
  readonly loss: string;
  readonly precision: string;
  readonly dataset: {
    readonly pixels: string;
    readonly dir?: string | null;
    /** As it was recognised; without it the folder gives the name. */
    readonly name?: string;
    readonly images?: number | readonly number[] | undefined;
  };
  readonly inference: {
    readonly solver: string;
    readonly stepSize: number;
    readonly steps: number;
    readonly order: string;
  };
  /** A second series beside the stated one, or "none". */
  readonly alongside: string;
}

/** The setting in a line, `784-128-64-10 ReLU network · squared error · …`; what is usual goes without saying. */
export const setupText = (config: ChartConfig, ...more: readonly string[]): string => {
  const { network, loss, precision, dataset, energy } = config;
  return [
    networkText(networkOf(network)),
    ...(typeof energy === "string" && energy !== "predictive-coding" ? [`${energy} energy`] : []),
    ...(typeof energy === "object" && energy !== null ? ["custom energy"] : []),
    loss.replaceAll("-", " "),
    ...more,
    ...(typeof dataset.dir === "string" ? [`images of ${dataset.name ?? lastPart(dataset.dir)}`] : []),
    ...(dataset.pixels === "symmetric" ? ["pixels −1 to 1"] : []),
    ...(precision === "float32" ? ["float32"] : []),
  ].join(" · ");
};

const lastPart = (path: string) => path.split(/[/\\]/).findLast((part) => part !== "") ?? path;

/** The solvers whose states a figure shows: the stated one, and the one beside it if there is one. */
export const shownSolvers = ({
  inference,
  alongside,
}: Pick<ChartConfig, "inference" | "alongside">): readonly string[] => {
  return [...new Set([inference.solver, alongside])].filter((solver) => solver !== "none");
};

/** `Euler, 50 steps of 0.1`, `Equilibrium`, or the name of another solver. */
export const inferenceText = (solver: string, { inference }: Pick<ChartConfig, "inference">): string => {
  if (solver !== "euler") return solver.charAt(0).toUpperCase() + solver.slice(1);
  const order = inference.order === "simultaneous" ? "" : ` ${inference.order}`;
  return `Euler${order}, ${inference.steps} steps of ${inference.stepSize}`;
};

/** The shown inferences as a chart's series. */
export const inferenceSeries = (config: ChartConfig): Series => {
  const members = shownSolvers(config).map((name) => ({ name, label: inferenceText(name, config) }));
  return { column: "inference", title: "", members };
};

/** What full and dashed lines are, in charts that follow the steps. */
export const dashedText = (config: ChartConfig): string => {
  const [stated, beside] = shownSolvers(config).map((solver) => inferenceText(solver, config));
  return beside === undefined ? stated! : `Full lines: ${stated}. Dashed: ${beside.toLowerCase()}.`;
};

/** `One image`, `Means over 64 images`. */
export const imagesText = ({ dataset }: Pick<ChartConfig, "dataset">): string =>
  Array.isArray(dataset.images) ? `Means over ${dataset.images.length} images` : "One image";

/** `20 initialisations`, `1 initialisation`. */
export const countText = (count: number, noun: string): string => {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
};

/** `mean ± 1 sd over 20 initialisations`, `1 initialisation`. */
export const spreadText = ({ seeds }: Pick<ChartConfig, "seeds">, noun: string): string => {
  return `${seeds.length > 1 ? "mean ± 1 sd over " : ""}${countText(seeds.length, noun)}`;
};
