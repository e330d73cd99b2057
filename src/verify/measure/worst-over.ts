import type { Bench } from "../../gradient/estimator.ts";
import { farthest } from "../../statistics/power-law.ts";
import type { Engines, Measurement, Part } from "../claim.ts";
import { type SmallNetwork, seeds, withSmallNetwork } from "./small-network.ts";

/** The one of several numbers that fits a window worst; NaN if one of them is no number. */
const worst = ({ window }: Part, values: readonly number[]): number => {
  if (values.length === 0 || values.some(Number.isNaN)) return Number.NaN;
  if (window.kind === "at most") return Math.max(...values);
  if (window.kind === "at least") return Math.min(...values);
  return farthest(values, window.value);
};

/** For each part the number that fits worst, of several measurements that each have them all. */
export const worstOf = (
  parts: readonly Part[],
  measured: readonly Readonly<Record<string, number>>[],
): Measurement => ({
  values: Object.fromEntries(
    parts.map((part) => [
      part.name,
      worst(
        part,
        measured.map((values) => values[part.name] ?? Number.NaN),
      ),
    ]),
  ),
});

/** The same, with one measurement on each draw of each network. */
export const worstOver = (
  engines: Engines,
  parts: readonly Part[],
  networks: readonly SmallNetwork[],
  measure: (bench: Bench, seed: number) => Readonly<Record<string, number>>,
): Measurement =>
  worstOf(
    parts,
    networks.flatMap((network) =>
      seeds.map((seed) => withSmallNetwork(engines, network, seed, (bench) => measure(bench, seed))),
    ),
  );
