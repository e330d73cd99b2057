import type { Linalg, Matrix, RealArray } from "../../linalg/linalg.ts";
import type { BoundLocal, Unit } from "./definition.ts";

/** The units of a layer over a batch, each matrix [batch, n_l]. */
export interface Units {
  readonly x: Matrix;
  readonly error: Matrix;
  readonly a: Matrix;
  readonly f: Matrix;
  readonly slope: Matrix;
}

/**
 * out, batch · n_l numbers, = `of` each unit of layer l. What a user's function throws is thrown as its module's failure.
 */
export const overUnits = (
  linalg: Linalg,
  { failed }: Pick<BoundLocal, "failed">,
  layer: number,
  units: Units,
  of: (unit: Unit, k: number) => number,
  out: RealArray,
): void => {
  const [x, error, a, f, slope] = [units.x, units.error, units.a, units.f, units.slope].map((matrix) =>
    linalg.values(matrix),
  );
  const unit = { x: 0, error: 0, a: 0, f: 0, slope: 0, layer, unit: 0 };
  const { columns } = units.x;
  try {
    for (let k = 0; k < out.length; k++) {
      unit.x = x![k]!;
      unit.error = error![k]!;
      unit.a = a![k]!;
      unit.f = f![k]!;
      unit.slope = slope![k]!;
      unit.unit = k % columns;
      out[k] = of(unit, k);
    }
  } catch (thrown) {
    throw failed(thrown);
  }
};
