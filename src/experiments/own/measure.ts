import { z } from "zod";
import { fileIdentity } from "../../bench/equipment.ts";
import type { Laboratory } from "../../bench/laboratory.ts";
import type { Work } from "../../bench/work.ts";
import { UserError } from "../../errors.ts";
import { mistake } from "../../modules/mistake.ts";
import { failedIn, type UserModule } from "../../modules/user-module.ts";
import type { CellResult } from "../../rows/cell.ts";
import type { Row } from "../../rows/row.ts";
import { experimentOf } from "./definition.ts";

/** The settings of a cell of an experiment of one's own: which module, and what that made of its config. */
const schema = z.looseObject({ experiment: fileIdentity });

type Given = z.output<typeof schema>;

const value = z.union([z.number(), z.string(), z.null()]);

/** A cell of a module: what its `measure` returns. Throws `UserError` (usage) with the place of what fails in it. */
const measure = async ({ experiment, ...settings }: Given, laboratory: Laboratory): Promise<CellResult> => {
  const module = laboratory.userModule(experiment);
  const own = experimentOf(module);
  let found: unknown;
  try {
    // What the module made of its own config is what it gets.
    found = await own.measure(settings as Parameters<typeof own.measure>[0], laboratory);
  } catch (error) {
    throw error instanceof UserError ? error : failedIn(module, "measure", error);
  }
  const [main = ""] = Object.keys(own.tables);
  if (Array.isArray(found)) return { tables: { [main]: rowsOf(module, found) }, outcomes: {} };
  const { tables, outcomes = {} } = (found ?? {}) as Partial<CellResult>;
  if (typeof tables !== "object" || tables === null)
    throw mistake(
      module.placeOf("measure"),
      `expected measure to return rows, or { tables, outcomes }, found ${shown(found)}`,
    );
  const checked = Object.entries(tables).map(([name, rows]) => [name, rowsOf(module, rows)]);
  return { tables: Object.fromEntries(checked), outcomes };
};

/** Plain numbers, texts and null; what is missing is null, and nothing is NaN. */
const rowsOf = (module: UserModule, rows: unknown): readonly Row[] => {
  const where = module.placeOf("measure");
  if (!Array.isArray(rows)) throw mistake(where, `expected a list of rows, found ${shown(rows)}`);
  for (const row of rows as readonly unknown[]) {
    if (typeof row !== "object" || row === null)
      throw mistake(where, `expected rows to be objects by the names of the columns, found ${shown(row)}`);
    for (const [column, found] of Object.entries(row)) {
      if (value.safeParse(found).success) continue;
      throw mistake(
        where,
        `expected a finite number, a text or null in ${column}, found ${shown(found)}; write null for what is missing`,
      );
    }
  }
  return rows as readonly Row[];
};

const shown = (found: unknown): string =>
  found === undefined ? "nothing" : typeof found === "number" ? String(found) : `a ${typeof found}`;

/** Its cells are known by the whole program instead: which parts a module uses, nobody knows but itself. */
const uses: Work<Given>["uses"] = () => ({});

export const own: Work<Given> = { name: "own", schema, uses, measure };
