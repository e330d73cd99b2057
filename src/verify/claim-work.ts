import { z } from "zod";
import { engine } from "../bench/equipment.ts";
import { builtinEngine, cellMaker } from "../bench/provision/cell-of.ts";
import type { Work } from "../bench/work.ts";
import { energies } from "../energy/registry.ts";
import { estimators } from "../gradient/registry.ts";
import { solvers } from "../inference/solver/registry.ts";
import type { Cell, CellResult } from "../rows/cell.ts";
import type { Value } from "../rows/row.ts";
import { type Claim, type Measurement, measuresItself, type Point } from "./claim.ts";

// A claim that measures by itself is a cell like any other: kept, resumed, computed wherever cells are.

const schema = z.strictObject({ claim: z.string(), engine });

type Given = z.output<typeof schema>;

/** A claim may look at any of them: what changes one changes what it was measured with. */
const uses: Work<Given>["uses"] = () => ({
  energies: Object.keys(energies),
  estimators: estimators.map(({ name }) => name),
  solvers: Object.keys(solvers),
});

/** What is no number, or infinite, has no place in a cell's rows. */
const stored = (value: number): Value => (Number.isFinite(value) ? value : null);

const numberOf = (value: Value | undefined): number => (typeof value === "number" ? value : Number.NaN);

const resultOf = ({ values, points = [] }: Measurement): CellResult => ({
  tables: {
    values: Object.entries(values).map(([part, value]) => ({ part, value: stored(value) })),
    points: points.map((point) => ({ ...point, error: stored(point.error) })),
  },
  outcomes: {},
});

/** The measurement that a claim's cell has kept. */
export const measurementOf = ({ tables }: CellResult): Measurement => ({
  values: Object.fromEntries((tables.values ?? []).map(({ part, value }) => [part, numberOf(value)])),
  points: (tables.points ?? []).map(
    ({ series, dial, at, seed, error }): Point => ({
      series: String(series),
      dial: String(dial),
      at: numberOf(at),
      seed: numberOf(seed),
      error: numberOf(error),
    }),
  ),
});

/** Measures one of these claims. */
export const claimWork = (claims: readonly Claim[]): Work<Given> => ({
  name: "claim",
  schema,
  uses,
  measure: ({ claim: wanted }, laboratory) => {
    const claim = claims.filter(measuresItself).find(({ id }) => id === wanted);
    if (claim === undefined) throw new Error(`no claim is called ${wanted}`);
    return resultOf(claim.measure(laboratory));
  },
});

/** The cell of a claim that measures by itself. */
export const claimCell = ({ id, paper }: Claim): Cell => {
  const cell = cellMaker()(claimWork([]), { claim: id, engine: builtinEngine }, id);
  return { ...cell, uses: [...cell.uses, `claim ${paper}/${id}`] };
};
