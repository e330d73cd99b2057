import type { Linalg, LossKind, Matrix } from "../../linalg/linalg.ts";
import type { Wiring } from "../../network/wiring.ts";
import type { Basin, Landscape, RestingPoint } from "../basin.ts";
import type { LayerNorms } from "../bounds/layer-norms.ts";
import { mostCoupling, perronBound } from "../bounds/perron.ts";
import { dampedAtOutput } from "../nudge.ts";
import type { State } from "../state.ts";
import { type Response, resistances, type Unit } from "./resistance.ts";

/** Where an iteration of the Hopfield energy stands. */
export interface HopfieldPosition {
  readonly wiring: Wiring;
  readonly norms: LayerNorms;
  readonly loss: LossKind;
  readonly target: Matrix;
  /** λ. */
  readonly strength: number;
  /** `s_1 … s_L`. */
  readonly state: State;
  readonly energies: () => Float64Array;
}

/**
 * The basins of the layered Hopfield energy. At rest each unit has `A s + B = ρ′(s) u` with u what it gets from the others (at an
 * output that is nudged by the squared error A = 1 + λ, B = −λ T; else 1 and 0), so u = φ(ρ). With Δ the difference of the rates ρ
 * of two states, the first at rest, and M the symmetric coupling,
 *
 *   F(s′) − F(s) ≥ ½ Δᵀ (K − M) Δ,    and (K − M) Δ = 0 only for Δ = 0 between two points of rest,
 *
 * where K has lower bounds of the secants of φ (`resistance.ts`). So where `‖K^{−½} M K^{−½}‖ < 1`, with norms of the maps layer by layer, there is
 * no other stationary point; F grows beyond all bounds, and every descent ends there. Null where there are no bounds.
 */
export const hopfieldBasin = (linalg: Linalg, position: HopfieldPosition): Basin | null => {
  const { wiring, norms, loss, strength, state, target } = position;
  const kind = wiring.network.activation;
  const resistance = resistances[kind];
  if (resistance === undefined || (strength !== 0 && loss !== "squared-error")) return null;
  const layers = wiring.layers.length;
  const limit = mostCoupling[linalg.precision];

  const unitOf = (l: number, aim: number): Unit =>
    l === layers && strength !== 0
      ? { stiffness: 1 + strength, pull: -strength * aim }
      : { stiffness: 1, pull: 0 };
  /** K of each unit of one sample. */
  const ofUnits = (row: number, bound: (unit: Unit, l: number, j: number) => number): Float64Array[] =>
    state.map(({ columns }, i) =>
      Float64Array.from({ length: columns }, (_, j) =>
        bound(unitOf(i + 1, i + 1 === layers ? linalg.values(target)[row * columns + j]! : 0), i, j),
      ),
    );

  /** ‖K^{−½} M K^{−½}‖, or infinity where K is not positive. */
  const coupling = (norm: (wire: Wiring["layers"][number]["incoming"][number]) => number): number => {
    const matrix = wiring.layers.map(() => new Array<number>(layers).fill(0));
    for (const { incoming } of wiring.layers) {
      for (const wire of incoming) {
        if (wire.from === 0) continue;
        const size = norm(wire);
        matrix[wire.to - 1]![wire.from - 1]! += size;
        matrix[wire.from - 1]![wire.to - 1]! += size;
      }
    }
    return perronBound(matrix);
  };
  const isPositive = (k: readonly Float64Array[]): boolean =>
    k.every((layer) => layer.every((value) => value > 0));
  const weighted = (k: readonly Float64Array[]): number =>
    isPositive(k)
      ? coupling((wire) => norms.weighted(wire, k[wire.from - 1]!, k[wire.to - 1]!))
      : Number.POSITIVE_INFINITY;

  /** Whether the norms alone are small enough, whatever the state. */
  let isAlways: boolean | null = null;
  const always = (): boolean => {
    if (isAlways === null) {
      let aims = 0;
      for (const aim of linalg.values(target)) aims = Math.max(aims, Math.abs(aim));
      const k = state.map((_, i) => resistance.everywhere(unitOf(i + 1, aims)));
      isAlways =
        k.every((value) => value > 0) &&
        coupling((wire) => norms.of(wire) / Math.sqrt(k[wire.from - 1]! * k[wire.to - 1]!)) < limit;
    }
    return isAlways;
  };

  const shiftedRow = (row: number, shift: (s: number) => number): Response[][] =>
    linalg.scope(() =>
      state.map((matrix) => {
        const n = matrix.columns;
        const [s, rate, slope] = [linalg.matrix(1, n), linalg.matrix(1, n), linalg.matrix(1, n)];
        const own = linalg.values(matrix).subarray(row * n, (row + 1) * n);
        linalg.values(s).set(own.map(shift));
        linalg.activate(kind, s, rate, slope);
        const [to, rates, slopes] = [linalg.values(s), linalg.values(rate), linalg.values(slope)];
        return Array.from({ length: n }, (_, j) => ({ s: to[j]!, rate: rates[j]!, slope: slopes[j]! }));
      }),
    );
  const secants = (row: number): Float64Array[] => {
    const at = shiftedRow(row, (s) => s);
    return ofUnits(row, (unit, i, j) => resistance.secant(unit, at[i]![j]!));
  };

  /** K and the coupling within a distance, and how much of a distance in s is left in √K ρ. */
  const within = (row: number, radius: number) => {
    const low = shiftedRow(row, (s) => Math.max(0, Math.abs(s) - radius));
    const high = shiftedRow(row, (s) => Math.abs(s) + radius);
    const k = secants(row).map((layer, i) => {
      const near = ofUnits(row, (unit, l, j) => resistance.between(unit, low[l]![j]!, high[l]![j]!))[i]!;
      return layer.map((value, j) => Math.max(value, near[j]!));
    });
    let rate = Number.POSITIVE_INFINITY;
    k.forEach((layer, i) => {
      layer.forEach((value, j) => {
        rate = Math.min(rate, value * high[i]![j]!.slope ** 2);
      });
    });
    return { coupled: weighted(k), rate };
  };

  const landscape: Landscape = {
    isOnly: ({ row }) => always() || weighted(secants(row)) < limit,
    rise: ({ row, residual }, distance) => {
      const { coupled, rate } = within(row, distance);
      return 0.5 * (limit - coupled) * rate * distance * distance - residual * distance;
    },
    isAlone: ({ row }, radius) => within(row, radius).coupled < limit,
    // At the point of rest itself the Hessian is `ρ′ (K − M) ρ′`.
    isConvex: ({ row }: RestingPoint, radius) => radius === 0 && within(row, 0).coupled < limit,
  };
  return {
    stiffness: 1 + Math.abs(strength),
    precisions: dampedAtOutput(layers, strength).map((step) => 1 / step),
    energies: position.energies,
    landscapes: () => [landscape],
  };
};
