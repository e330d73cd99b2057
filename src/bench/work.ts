import { z } from "zod";
import type { CellResult } from "../rows/cell.ts";
import type { Row } from "../rows/row.ts";
import type { Settings } from "../rows/settings.ts";
import type { Equipment } from "./equipment.ts";
import type { Laboratory } from "./laboratory.ts";

/** The entries of registries that a cell is computed with. A test holds this against what runs. */
export interface Uses {
  readonly energies?: readonly string[];
  readonly estimators?: readonly string[];
  readonly solvers?: readonly string[];
  /** Whether its rows hold weights files. */
  readonly writesWeights?: boolean;
}

/** Settings before their equipment is looked up: which engine, energy and weights there will be is open. */
export type Chosen<Given> = {
  readonly [Key in keyof Given]: Key extends keyof Equipment ? unknown : Given[Key];
};

/** What a kind of cell computes. It runs in a worker process and knows nothing of how its rows are shown. */
export interface Work<Given extends Equipment = never> {
  /** The name that its cells carry. */
  readonly name: string;
  /** Strict: what is no setting of this work is refused, and what is can be relied on. */
  readonly schema: z.ZodType<Given>;
  /** The entries of registries that a cell is computed with; what it has of engine and weights is known without. */
  readonly uses: (settings: Chosen<Given>) => Uses;
  /** How many examples go through inference, which says how long a cell takes beside others. Default: one. */
  readonly examples?: (settings: Chosen<Given>) => number;
  /** Everything that the settings name has been opened in the laboratory. Throws `UserError` for a cell that can't be had. */
  readonly measure: (settings: Given, laboratory: Laboratory) => CellResult | Promise<CellResult>;
}

/** A work whose settings' type has been forgotten; its own schema checks what it is given. */
// biome-ignore lint/suspicious/noExplicitAny: each work's schema guards the type that its function takes.
export type AnyWork = Work<any>;

const severalImages = z.object({ dataset: z.looseObject({ images: z.array(z.int()) }) });

/**
 * What is measured on each of the images that `dataset.images` names, as if it were the only one: its rows, with its number as
 * `image`. Without such a list, what is measured.
 */
const measureEach = async <Given extends Equipment>(
  settings: Given,
  measure: (settings: Given) => CellResult | Promise<CellResult>,
): Promise<CellResult> => {
  const several = severalImages.safeParse(settings);
  if (!several.success) return measure(settings);
  const tables: Record<string, Row[]> = {};
  const outcomes: Record<string, number> = {};
  for (const image of several.data.dataset.images) {
    const dataset = { ...several.data.dataset, image, images: undefined };
    const found = await measure({ ...settings, dataset });
    for (const [name, rows] of Object.entries(found.tables))
      tables[name] = [...(tables[name] ?? []), ...rows.map((row) => ({ ...row, image }))];
    for (const [outcome, count] of Object.entries(found.outcomes))
      outcomes[outcome] = (outcomes[outcome] ?? 0) + count;
  }
  return { tables, outcomes };
};

/** Computes a cell: settings → parsed → what they name opened → rows, if what they name is still what it was. */
export const perform = async <Given extends Equipment>(
  { schema, measure }: Work<Given>,
  given: Settings,
  laboratory: Laboratory,
): Promise<CellResult> => {
  const settings = schema.parse(given);
  await laboratory.open(settings);
  const result = await measureEach(settings, (one) => measure(one, laboratory));
  await laboratory.confirm(settings);
  return result;
};
