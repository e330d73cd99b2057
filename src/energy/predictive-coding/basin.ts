import type { Linalg, LossKind, Matrix, RealArray } from "../../linalg/linalg.ts";
import type { Wiring } from "../../network/wiring.ts";
import type { Basin, Landscape, RestingPoint } from "../basin.ts";
import { createDrift, type Shift } from "./drift.ts";
import { type BentSite, bentSites, type Reach, type Reaches } from "./reach.ts";

/** Largest curvature of L in the output. */
const lossCurvature: Readonly<Record<LossKind, number>> = { "squared-error": 1, "cross-entropy": 0.5 };

/** Where an iteration of predictive coding stands. */
export interface CodingPosition {
  /** `a_1 … a_L`. */
  readonly preactivations: readonly Matrix[];
  /** `x_1 … x_{L−1}`. */
  readonly states: readonly Matrix[];
  /** `e_1 … e_{L−1}`. */
  readonly errors: readonly Matrix[];
  readonly target: Matrix;
  /** `−∂F/∂a_l` there, l = 1 … L, up to what is left of the force. */
  readonly signals: () => readonly Matrix[];
  /** Whether all errors are known to be 0 there. */
  readonly isFree?: () => boolean;
  /** How often the map has been applied: what was known of a position is so until the next time. */
  readonly applications: () => number;
}

interface Problem {
  readonly wiring: Wiring;
  /** How far errors reach: of the network, whichever samples stand here. */
  readonly reaches: Reaches;
  readonly precisions: readonly number[];
  readonly loss: LossKind;
}

/** One sample's units at a site: arguments a, and `P = −λ ∂L/∂f(a)`, which is π e for f of a layer. */
interface SiteRow {
  readonly site: BentSite;
  readonly arguments: ArrayLike<number>;
  readonly pulls: ArrayLike<number>;
  readonly reach: Float64Array;
  /** No kink is met nearer than this. */
  readonly nearest: number;
  readonly curve: Shift;
}

/** A unit whose kink lies within some distance. */
interface Ahead {
  readonly index: number;
  /** The distance at which it may be met, in coordinates, and in a. */
  readonly threshold: number;
  readonly gap: number;
  readonly pull: number;
  readonly reach: number;
}

/** What there is within a distance of e*: kinks nearest first, those that push apart, and how convex F is between kinks. */
interface Surroundings {
  readonly curves: readonly Shift[];
  readonly ahead: readonly Ahead[];
  readonly open: ReadonlySet<Ahead>;
  readonly convexity: number;
}

/**
 * The basins of predictive coding in error coordinates, `F(e) = ½ Σ π_l ‖e_l‖² + λ L(o(e))` with L convex in o. For a stationary e*
 * with P = −λ ∂L/∂f(a) at each unit that is not linear, and `q = f(a) − f(a*) − f′(a*)(a − a*)`,
 *
 *   F(e) − F(e*) ≥ ½ m ‖e − e*‖² − Σ P q,    m = min π, less |λ| L″ ‖∂o/∂e‖² for λ < 0,
 *
 * since ∂L·(o − o*) is the sum of what the errors and the q of all units send up. |a − a*| is at most reach·‖e − e*‖ with bounds
 * from the weights (`reach.ts`): a kink that is not crossed has q = 0, one that is has `0 ≤ q ≤ jump (reach ‖e − e*‖ − |a*|)` (it
 * helps where P < 0), and a curve has `|q| ≤ ½ f″ (a − a*)²`. The same from another stationary point e′, added, gives
 *
 *   m ‖e′ − e*‖² ≤ Σ (P q + P′ q′),
 *
 * which says how far e′ has to be. For any wiring and any depth; the bounds are wide where reach is.
 */
export const predictiveCodingBasin = (
  linalg: Linalg,
  problem: Problem,
  lambda: number,
  position: CodingPosition,
): Basin => {
  let made: readonly Landscape[] | null = null;
  return {
    stiffness: problem.precisions.reduce((most, precision) => Math.max(most, precision)),
    precisions: problem.precisions,
    energies: () => energiesAt(linalg, problem, lambda, position),
    /** Made for those who ask: Euler steps, and samples that go on in a map of their own, do not. */
    landscapes: () => {
      made ??= [false, true].map((tight) => landscape(linalg, problem, lambda, position, tight));
      return made;
    },
  };
};

const landscape = (
  linalg: Linalg,
  problem: Problem,
  lambda: number,
  position: CodingPosition,
  tight: boolean,
): Landscape => {
  const { wiring, reaches, precisions, loss } = problem;
  const strength = Math.abs(lambda) * lossCurvature[loss];
  const lowest = precisions.reduce((least, precision) => Math.min(least, precision));
  const sites = bentSites(wiring);
  const drift = createDrift(wiring, sites, strength);
  const isStraight = sites.every(({ bend }) => bend === 0);
  const reach = (): Reach => reaches(tight);
  /** Per site √Σ reach⁴, where it is curved. */
  let roots: readonly number[] | null = null;
  const fourths = (): readonly number[] => {
    roots ??= sites.map((site) => (site.bend > 0 ? rootOfFourths(reach().ofSite(site)) : 0));
    return roots;
  };
  const modulus = (): number => (lambda < 0 ? lowest - strength * reach().output ** 2 : lowest);
  /** Of the samples that were asked for at this position. */
  const seen = {
    applications: -1,
    rows: new Map<number, readonly SiteRow[]>(),
    values: new Map<Matrix, RealArray>(),
  };
  const valuesOf = (matrix: Matrix): RealArray => {
    const known = seen.values.get(matrix) ?? linalg.values(matrix);
    seen.values.set(matrix, known);
    return known;
  };
  const rowsOf = (row: number): readonly SiteRow[] => {
    if (seen.applications !== position.applications()) {
      seen.applications = position.applications();
      seen.rows.clear();
      seen.values.clear();
    }
    const before = seen.rows.get(row);
    if (before !== undefined) return before;
    const rows = sites.map((site, i): SiteRow => {
      const far = reach().ofSite(site);
      const pulls = pullsAt(linalg, valuesOf, problem, position, site, row);
      // Of a site without a kink nobody asks where its arguments are.
      const args = site.jump === 0 ? [] : argumentsAt(valuesOf, position, site, row);
      const nearest = nearestKink(site, args, far);
      const curve = curveOf(site, pulls, far, fourths()[i]!);
      return { site, arguments: args, pulls, reach: far, nearest, curve };
    });
    seen.rows.set(row, rows);
    return rows;
  };

  let parabola: Surroundings | null = null;
  const within = ({ row, residual }: RestingPoint, radius: number): Surroundings => {
    const rows = rowsOf(row);
    const ahead = kinksAhead(rows, radius);
    // Where nothing is curved and no kink is met, F is a parabola.
    if (ahead.length === 0 && isStraight) {
      parabola ??= { curves: [], ahead: [], open: new Set(), convexity: modulus() };
      return parabola;
    }
    const curves = rows.map(({ curve }) => curve);
    const drifts = drift(reach(), radius, curves, squaresOf(sites, ahead));
    let convexity = modulus();
    sites.forEach(({ bend }, i) => {
      convexity -= bend * (curves[i]!.sum + drifts[i]! * curves[i]!.reach);
    });
    // The others push apart at their kinks wherever they meet them within the radius.
    const open = new Set(ahead.filter(({ index, pull }) => pull + residual + drifts[index]! > 0));
    return { curves, ahead: ahead.sort((a, b) => a.threshold - b.threshold), open, convexity };
  };

  return {
    isOnly: () => false,

    rise: ({ row, residual }, distance) => {
      let curvature = modulus();
      let lost = residual * distance;
      for (const each of rowsOf(row)) {
        const { jump, bend } = each.site;
        curvature -= bend * each.curve.sum;
        eachAhead(each, distance, (unit, gap, far) => {
          lost += jump * (Math.max(0, each.pulls[unit]!) + residual) * (far * distance - gap);
        });
      }
      return 0.5 * curvature * distance * distance - lost;
    },

    isAlone: (at, radius) => {
      const { curves, ahead, open, convexity } = within(at, radius);
      if (!(convexity > 0)) return false;
      if (open.size === 0) return true;
      const crossed = sites.map(() => 0);
      const gaps = sites.map(() => 0);
      let pulled = at.residual;
      let count = 0;
      // Between two thresholds the left side below grows faster than the right.
      for (const unit of ahead) {
        const { index, threshold, gap, pull } = unit;
        const { jump } = sites[index]!;
        crossed[index]! += (jump * pull) ** 2;
        if (open.has(unit)) {
          count++;
          pulled += jump * (Math.max(0, pull) + at.residual) * unit.reach;
          gaps[index]! += (jump * gap) ** 2;
        }
        if (count === 0) continue;
        const drifts = drift(reach(), threshold, curves, crossed);
        const drifted = gaps.reduce((sum, square, i) => {
          const { before, layer } = sites[i]!;
          // Between stationary points P = π e moves no more than e does.
          const most =
            before === null ? precisions[layer - 1]! * threshold + at.residual : Number.POSITIVE_INFINITY;
          return sum + Math.sqrt(square) * Math.min(most, drifts[i]!);
        }, 0);
        if (!(convexity * threshold * threshold > pulled * threshold + drifted)) return false;
      }
      return true;
    },

    isConvex: (at, radius) => {
      const { open, convexity } = within(at, radius);
      return open.size === 0 && convexity > 0;
    },
  };
};

/** A distance within which no unit of a site meets its kink, whatever the rounding. */
const nearestKink = (site: BentSite, a: ArrayLike<number>, reach: Float64Array): number => {
  let nearest = Number.POSITIVE_INFINITY;
  if (site.jump === 0) return nearest;
  for (let unit = 0; unit < reach.length; unit++) {
    const threshold = Math.abs(a[unit]!) / reach[unit]!;
    if (threshold < nearest) nearest = threshold;
  }
  return nearest * (1 - 2 ** -40);
};

/** The units of a site that may be on the other side of their kinks within a distance. */
const eachAhead = (
  { site, arguments: a, reach, nearest }: SiteRow,
  distance: number,
  visit: (unit: number, gap: number, far: number) => void,
): void => {
  if (site.jump === 0 || distance < nearest) return;
  for (let unit = 0; unit < reach.length; unit++) {
    const far = reach[unit]!;
    const gap = Math.abs(a[unit]!);
    if (gap <= far * distance && far > 0) visit(unit, gap, far);
  }
};

const kinksAhead = (rows: readonly SiteRow[], distance: number): Ahead[] => {
  const found: Ahead[] = [];
  if (rows.every(({ nearest }) => distance < nearest)) return found;
  rows.forEach((each, index) => {
    eachAhead(each, distance, (unit, gap, far) => {
      found.push({ index, threshold: gap / far, gap, pull: each.pulls[unit]!, reach: far });
    });
  });
  return found;
};

/** Per site Σ (jump P)² of the units that are ahead. */
const squaresOf = (sites: readonly BentSite[], ahead: readonly Ahead[]): number[] => {
  const squares = sites.map(() => 0);
  for (const { index, pull } of ahead) squares[index]! += (sites[index]!.jump * pull) ** 2;
  return squares;
};

/** Sums over the units of a curved site: Σ |P| reach², √Σ (P reach)² and √Σ reach⁴. */
const curveOf = (
  { bend }: BentSite,
  pulls: ArrayLike<number>,
  reach: Float64Array,
  rootOfFourth: number,
): Shift => {
  let [sum, square] = [0, 0];
  if (bend > 0) {
    for (let unit = 0; unit < reach.length; unit++) {
      const far = reach[unit]!;
      const pull = Math.abs(pulls[unit]!);
      sum += pull * far * far;
      square += pull * far * (pull * far);
    }
  }
  return { sum, pulled: Math.sqrt(square), reach: rootOfFourth };
};

const rootOfFourths = (reach: Float64Array): number => {
  let sum = 0;
  for (const far of reach) sum += far * far * (far * far);
  return Math.sqrt(sum);
};

const rowOf = (valuesOf: (matrix: Matrix) => RealArray, matrix: Matrix, row: number): RealArray =>
  valuesOf(matrix).subarray(row * matrix.columns, (row + 1) * matrix.columns);

/** Arguments of one sample's units at a site. */
const argumentsAt = (
  valuesOf: (matrix: Matrix) => RealArray,
  { preactivations, states }: CodingPosition,
  { layer, before }: BentSite,
  row: number,
): ArrayLike<number> => rowOf(valuesOf, (before === null ? preactivations : states)[layer - 1]!, row);

/** Pulls of one sample's units at a site. */
const pullsAt = (
  linalg: Linalg,
  valuesOf: (matrix: Matrix) => RealArray,
  { wiring, precisions }: Problem,
  { states, errors, signals }: CodingPosition,
  { layer, before }: BentSite,
  row: number,
): ArrayLike<number> => {
  if (before === null) {
    const precision = precisions[layer - 1]!;
    const e = rowOf(valuesOf, errors[layer - 1]!, row);
    return precision === 1 ? e : e.map((value) => precision * value);
  }
  return linalg.scope(() => {
    const back = linalg.matrix(1, states[layer - 1]!.columns);
    for (const wire of wiring.outgoing[layer]!) {
      if (wire.before !== before) continue;
      const signal = signals()[wire.to - 1]!;
      const one = linalg.blank(1, signal.columns);
      linalg.values(one).set(rowOf(valuesOf, signal, row));
      wire.map.pull(one, back);
    }
    return Float64Array.from(linalg.values(back));
  });
};

/** F of each sample. */
const energiesAt = (
  linalg: Linalg,
  { precisions, loss }: Problem,
  lambda: number,
  { preactivations, errors, target, isFree }: CodingPosition,
): Float64Array =>
  linalg.scope(() => {
    const output = preactivations.at(-1)!;
    const losses = linalg.matrix(output.rows, 1);
    linalg.lossPerRow(loss, output, target, losses);
    const total = Float64Array.from(linalg.values(losses), (value) => lambda * value);
    if (isFree?.()) return total;
    errors.forEach((error, i) => {
      linalg.rowSquares(error).forEach((sum, row) => {
        total[row]! += 0.5 * precisions[i]! * sum;
      });
    });
    return total;
  });
