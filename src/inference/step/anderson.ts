import { dot } from "../../linalg/dot.ts";

/**
 * Number of earlier iterations that the next one is mixed from: more than the paper's network has outputs, because in a
 * linear network the loss pulls the state in as many directions.
 */
const window = 12;
/** Relative size of the ridge that keeps the least-squares problem solvable when differences are nearly parallel. */
const ridge = 1e-14;
/** A residual that grew by this much since its best means that the steps are too long. */
const growthLimit = 1000;

/** β goes no lower: this is small enough for λ times curvatures of about 100. */
const leastDamping = 1 / 64;

/** Iterations without a new best after which acceleration counts as misled. */
const misledAfter = 12;
/**
 * How many plain damped steps then lead the way: twice as many each time, because leaving the neighbourhood of a saddle takes
 * long.
 */
const descentSteps = 20;
const descentDamping = 0.5;

/** Proposes the next position of one sample's fixed-point iteration. */
export interface Mixer {
  readonly next: (position: Float64Array, image: Float64Array) => Float64Array;
}

interface Iterate {
  readonly size: number;
  readonly position: Float64Array;
  readonly residual: Float64Array;
}

/** x − y, in `out`. Loops here and below, since this runs once for each sample and iteration. */
const difference = (
  x: Float64Array,
  y: Float64Array,
  out: Float64Array = new Float64Array(x.length),
): Float64Array => {
  for (let i = 0; i < out.length; i++) out[i] = x[i]! - y[i]!;
  return out;
};

/** x + length·direction. */
const moved = (x: Float64Array, length: number, direction: Float64Array): Float64Array => {
  const out = new Float64Array(x.length);
  for (let i = 0; i < out.length; i++) out[i] = x[i]! + length * direction[i]!;
  return out;
};

/** The last iterations: by how much position and residual changed, and the products of the latter with one another. */
interface History {
  readonly changes: readonly Pair[];
  readonly products: readonly (readonly number[])[];
  readonly add: (position: Float64Array, residual: Float64Array, before: Pair) => void;
  readonly clear: () => void;
}

interface Pair {
  readonly position: Float64Array;
  readonly residual: Float64Array;
}

const createHistory = (): History => {
  const changes: Pair[] = [];
  const products: number[][] = [];
  return {
    changes,
    products,
    add: (position, residual, before) => {
      const oldest = changes.length === window ? changes.shift() : undefined;
      if (oldest !== undefined) {
        products.shift();
        for (const row of products) row.shift();
      }
      const change = {
        position: difference(position, before.position, oldest?.position),
        residual: difference(residual, before.residual, oldest?.residual),
      };
      changes.push(change);
      const row = changes.map((other) => dot(change.residual, other.residual));
      for (let k = 0; k < products.length; k++) products[k]!.push(row[k]!);
      products.push(row);
    },
    clear: () => {
      changes.length = 0;
      products.length = 0;
    },
  };
};

/**
 * Anderson acceleration of `x = g(x)` (Anderson 1965; Walker & Ni 2011, type II): with residuals `f_k = g(x_k) − x_k`, minimises
 * `‖f_k − ΔF γ‖` and moves to `x_k + β f_k − (ΔX + β ΔF) γ`. On a linear problem it is GMRES, so it converges also where λ times
 * the curvature exceeds 1 and plain iteration diverges. The damping β starts at 1; whenever the residual outgrows its
 * best, the iteration goes back there with half the β and no history, and asks less of the residual. Far from rest a curved
 * energy can lead it round in circles; after `patience` iterations short plain steps, which descend, bring it on its way.
 */
export const createMixer = (patience = misledAfter, leastSquares = byNormalEquations): Mixer => {
  let last: Pair | null = null;
  const history = createHistory();
  let best: Iterate = {
    size: Number.POSITIVE_INFINITY,
    position: new Float64Array(),
    residual: new Float64Array(),
  };
  let damping = 1;
  let sinceBest = 0;
  let descent: { readonly left: number; readonly beta: number; readonly residual: Float64Array } | null =
    null;
  let descentLength = descentSteps;

  /** Plain steps from the best position; one that overshoots goes back there, to take shorter ones. */
  const descend = (position: Float64Array, residual: Float64Array, size: number): Float64Array => {
    const { left, beta, residual: before } = descent!;
    const overshot = dot(residual, before) < 0 && size > Math.sqrt(dot(before, before));
    const from = overshot ? best : { position, residual };
    const length = overshot ? beta / 2 : beta;
    const over = left === 0 || length < leastDamping;
    descent = over ? null : { left: left - 1, beta: length, residual: from.residual };
    // What comes after is measured by itself: on the way over a saddle the residual may grow.
    if (descent === null && !overshot) best = { size, position, residual };
    return moved(from.position, length, from.residual);
  };

  const next = (position: Float64Array, image: Float64Array): Float64Array => {
    const residual = difference(image, position);
    const size = Math.sqrt(dot(residual, residual));
    if (!(size <= growthLimit * best.size)) {
      history.clear();
      last = null;
      damping = Math.max(damping / 2, leastDamping);
      const retreat = moved(best.position, damping, best.residual);
      best = { ...best, size: best.size * 4 };
      return retreat;
    }
    if (descent !== null) return descend(position, residual, size);
    sinceBest = size < best.size ? 0 : sinceBest + 1;
    if (sinceBest >= patience) {
      sinceBest = 0;
      history.clear();
      last = null;
      const beta = Math.min(damping, descentDamping);
      descent = { left: descentLength, beta, residual: best.residual };
      descentLength *= 2;
      return moved(best.position, beta, best.residual);
    }
    if (size < best.size) best = { size, position, residual };
    if (last !== null) history.add(position, residual, last);
    last = { position, residual };
    const proposal = moved(position, damping, residual);
    const gamma = leastSquares(history, residual);
    for (let k = 0; k < gamma.length; k++) {
      const change = history.changes[k]!;
      for (let i = 0; i < proposal.length; i++) {
        proposal[i]! -= gamma[k]! * (change.position[i]! + damping * change.residual[i]!);
      }
    }
    return proposal;
  };
  return { next };
};

/** γ that minimises ‖target − Σ_k γ_k ΔF_k‖ for the changes ΔF of the residual. */
type LeastSquares = (history: History, target: Float64Array) => number[];

/**
 * By the normal equations with a ridge. They square the condition number, and a QR decomposition would not; but that the next step
 * is a little longer or shorter costs nothing, since each iteration measures anew how far it is. Measured with both on residual
 * networks of 64 and 128 blocks, chains of 64 and 128 layers, tanh, linear and ReLU, λ from 0.01 to 1: of 60 runs 55 took as many
 * iterations, and 5 one more or fewer; the 3 that did not end in 200 ended with neither. `test/inference/anderson.test.ts` has a
 * part of it.
 */
const byNormalEquations: LeastSquares = ({ changes, products }, target) => {
  const n = changes.length;
  const rows = changes.map(({ residual }, i) => {
    const row = products[i]!.slice();
    row[i]! *= 1 + ridge;
    row.push(dot(residual, target));
    return row;
  });
  // Symmetric positive definite: elimination needs no pivoting.
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const factor = rows[i]![i] === 0 ? 0 : rows[j]![i]! / rows[i]![i]!;
      for (let k = i; k <= n; k++) rows[j]![k]! -= factor * rows[i]![k]!;
    }
  }
  const gamma = new Array<number>(n).fill(0);
  for (let i = n - 1; i >= 0; i--) {
    let rest = rows[i]![n]!;
    for (let k = i + 1; k < n; k++) rest -= rows[i]![k]! * gamma[k]!;
    gamma[i] = rows[i]![i] === 0 ? 0 : rest / rows[i]![i]!;
  }
  return gamma;
};
