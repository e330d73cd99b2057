/**
 * ebm for programs: what the command line is made of.
 *
 *     import { run } from "ebm-lab";
 *     const { rows } = await run("fig3a", { set: { seeds: [0] }, sweep: { lambda: "1e-3..1" } });
 */
import { experiments as registry } from "./experiments/registry.ts";

/** A question that can be asked: the `experiment` of a config. */
export interface ExperimentInfo {
  readonly name: string;
  /** `Fig. 3A`, or empty when the paper has no such figure. */
  readonly figure: string;
  readonly question: string;
}

/** Every experiment. `describe(name)` has its columns, fields and defaults. */
export const experiments: readonly ExperimentInfo[] = Object.values(registry).map(
  ({ name, figure, question }) => ({ name, figure, question }),
);

export type { ExitCode } from "./errors.ts";
export * from "./experiments/own/api.ts";
export { compareResults, type ResultComparison } from "./figure/compare/compare-results.ts";
export { type Description, describe } from "./figure/configs/description.ts";
export { type ListedConfig, listConfigs } from "./figure/configs/list-configs.ts";
export type { Config, ResolvedConfig } from "./figure/configs/resolved-config.ts";
export { examine, type Finding } from "./figure/doctor/examine.ts";
export {
  type ConfigInput,
  type GridValues,
  type ResolveOptions,
  resolve,
  type SweepGrid,
} from "./figure/program/resolve.ts";
export { type ResultTable, type RunOptions, type RunResult, run } from "./figure/program/run.ts";
export type { FigureResult } from "./figure/result/figure-result.ts";
export type { Reporter } from "./figure/run/reporter.ts";
export { type StatusReport, statusReport } from "./figure/status/status-report.ts";
export { type Verification, verifyClaims } from "./figure/verify/verify-claims.ts";
export type { Cell, OutcomeCounts } from "./rows/cell.ts";
export type { Value } from "./rows/row.ts";
export type { Rows } from "./rows/rows.ts";
export type { Summary } from "./rows/summary.ts";
