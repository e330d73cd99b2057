import type { Laboratory } from "../../src/bench/laboratory.ts";
import { openLaboratory } from "../../src/bench/open-laboratory.ts";
import { perform } from "../../src/bench/work.ts";
import { works } from "../../src/experiments/works.ts";
import type { CellResult } from "../../src/rows/cell.ts";
import type { Settings } from "../../src/rows/settings.ts";

const laboratory = openLaboratory();

/** What a cell yields, computed as a worker does it, after a journey through JSON. */
export const performed = async (
  name: string,
  settings: object,
  own: Laboratory = laboratory,
): Promise<CellResult> => {
  const work = works.find((one) => one.name === name);
  if (work === undefined) throw new Error(`there is no work ${name}`);
  return perform(work, JSON.parse(JSON.stringify(settings)) as Settings, own);
};
