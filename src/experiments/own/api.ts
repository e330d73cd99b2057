// `ebm-lab`, as a module of an experiment of one's own sees it: what says what it asks for and shows, and `measuring.ts`.
export { z } from "zod";
export type { Laboratory } from "../../bench/laboratory.ts";
export * as fields from "../../config/fields.ts";
export { lambda, lambdaList, seeds } from "../../config/lists.ts";
export type { LocalEnergy, LocalEnergyMaker, Unit } from "../../energy/local/definition.ts";
export { exitCode, UserError } from "../../errors.ts";
export { figure, meanBand, meanBars, meanRule, referenceLine, where } from "../../report/chart/chart.ts";
export { setupText, spreadText } from "../../report/chart/setting.ts";
export type { CellResult } from "../../rows/cell.ts";
export type { Row } from "../../rows/row.ts";
export type { Column } from "../../rows/table.ts";
export { meanBy } from "../../statistics/mean-by.ts";
export { columns, relaxationColumns } from "../columns.ts";
export { checkOneImage } from "../image-cells.ts";
export { equilibriumOf, inferenceSeries } from "../inference-series.ts";
export { defineExperiment, type OwnExperiment } from "./definition.ts";
export * from "./measuring.ts";
