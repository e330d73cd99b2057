import { provideEquipment } from "../../bench/provision/provide-equipment.ts";
import type { Cell, CellResult } from "../../rows/cell.ts";
import { lookUpCell, readRows, type Store } from "../../run/store/store.ts";
import type { Claim, Read, Readings } from "../../verify/claim.ts";
import { claimCell, measurementOf } from "../../verify/claim-work.ts";
import { type Judgement, judgeMeasured } from "../../verify/judge.ts";

/** A claim with the cells that decide it: its own, or those that it reads. */
export interface PlannedClaim {
  readonly claim: Claim;
  readonly readings: Readings;
}

/** What a claim that measures by itself calls its cell. */
const own = "own";

/** The cells of each claim, with the identity of what they are computed with. */
export const planClaims = async (claims: readonly Claim[]): Promise<readonly PlannedClaim[]> => {
  const asked = claims.map((claim): Readings => claim.reads?.() ?? { [own]: [claimCell(claim)] });
  const cells = await provideEquipment(asked.flatMap((readings) => Object.values(readings).flat()));
  let next = 0;
  const take = (count: number): readonly Cell[] => {
    next += count;
    return cells.slice(next - count, next);
  };
  return claims.map((claim, i) => ({
    claim,
    readings: Object.fromEntries(Object.entries(asked[i]!).map(([name, { length }]) => [name, take(length)])),
  }));
};

export const cellsOf = ({ readings }: Pick<PlannedClaim, "readings">): readonly Cell[] =>
  Object.values(readings).flat();

/** The judgement on a claim whose cells are all finished. */
export const judgeFinished = (
  { claim, readings }: PlannedClaim,
  store: Store,
  keyOf: (cell: Cell) => string,
): Judgement => {
  const read: Read = Object.fromEntries(
    Object.entries(readings).map(([name, cells]) => [
      name,
      cells.map((cell) => finishedCell(store, keyOf(cell))),
    ]),
  );
  const measurement = claim.reads === undefined ? measurementOf(read[own]![0]!) : claim.measure(read);
  return judgeMeasured(claim, measurement);
};

const finishedCell = (store: Store, key: string): CellResult => {
  const found = lookUpCell(store, key);
  if (found.state !== "finished") throw new Error(`the cell ${key} was finished, and is ${found.state} now`);
  const { tables, outcomes } = found.cell;
  return {
    outcomes,
    tables: Object.fromEntries(tables.map((table) => [table, readRows(store, key, table)!])),
  };
};
