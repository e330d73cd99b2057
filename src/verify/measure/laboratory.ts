import type { Equipment } from "../../bench/equipment.ts";
import { openLaboratory } from "../../bench/open-laboratory.ts";
import type { Work } from "../../bench/work.ts";
import type { CellResult } from "../../rows/cell.ts";
import type { Settings } from "../../rows/settings.ts";

/** What the claims are measured in: the process that verifies owns it. */
export const laboratory = openLaboratory();

/** A cell of the built-in engine and of random weights, for which nothing has to be opened. */
export const computed = <Given extends Equipment>(work: Work<Given>, settings: Settings): CellResult => {
  const result = work.measure(work.schema.parse(settings), laboratory);
  if (result instanceof Promise) throw new Error(`${work.name} does not compute at once`);
  return result;
};
