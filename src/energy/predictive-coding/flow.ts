import type { Linalg, Matrix } from "../../linalg/linalg.ts";
import { activations } from "../../network/activation.ts";
import { pullLayer } from "../../network/drive.ts";
import type { ForwardPass } from "../../network/feed-forward.ts";
import { fillRates, makeRates, sent } from "../../network/rates.ts";
import { isClamped, longestWayDown } from "../../network/wiring.ts";
import type { Flow } from "../flow.ts";
import { rowNorms } from "../row-distances.ts";
import { selectRows } from "../select-rows.ts";
import { type Lifted, liftedLayers } from "./lifted-layers.ts";
import type { PredictiveCodingProblem } from "./problem.ts";

/**
 * The dynamics `dx_s/dt = −π_s ε_s + Σ g′(x_s) ∘ (c Cᵀ s_to)` over the maps from layer s, `s_l = π_l ε_l ∘ f′(a_l)`, `s_L = −λ ∂L/∂o`
 * (Eq. 1, 3) from the free phase.
 *
 * Where the clamped input alone predicts layer s, f(a_s) never changes; if one dense map leads up from it, ε_s stays in the
 * row space of its adjoint: `ε_s = z Cᵀ` with `dz/dt = −π_s z + s_to`, z [batch, n_to]. Then `a_to = ā_to + z G` with the Gram matrix
 * `G = CᵀC` [n_to, n_to]. This is the same trajectory, step by step, at a fraction of the work when n_to < 2 n_s.
 */
export const predictiveCodingFlow = (
  linalg: Linalg,
  problem: PredictiveCodingProblem,
  lambda: number,
): Flow => {
  const { pass, target } = problem;
  const { wiring } = pass;
  const lifted = liftedLayers(wiring);
  const coordinates = pass.activities.map((x, i) => {
    const lift = lifted[i];
    const copy = linalg.matrix(x.rows, lift ? wiring.layers[lift.wire.to - 1]!.units : x.columns);
    if (!lift) linalg.copy(x, copy);
    return copy;
  });
  const { preactivations, activities, drives } = pass;
  return flowing(linalg, problem, lambda, lifted, {
    preactivations,
    activities,
    drives,
    target,
    coordinates,
  });
};

/** What the flow reads of the free phase, for some of its samples, and where they are. */
interface Samples extends Pick<ForwardPass, "preactivations" | "activities" | "drives"> {
  /** `T` [batch, n_L]. */
  readonly target: Matrix;
  readonly coordinates: readonly Matrix[];
}

const flowing = (
  linalg: Linalg,
  problem: PredictiveCodingProblem,
  lambda: number,
  lifted: readonly (Lifted | null)[],
  samples: Samples,
): Flow => {
  const { precisions, loss } = problem;
  const { wiring } = problem.pass;
  const { target, coordinates } = samples;
  const pass = samples;
  const batch = target.rows;
  const like = (matrix: Matrix): Matrix => linalg.matrix(matrix.rows, matrix.columns);
  const copyOf = (matrix: Matrix): Matrix => {
    const copy = like(matrix);
    linalg.copy(matrix, copy);
    return copy;
  };
  const rates = makeRates(linalg, wiring, batch);
  const preactivations = pass.preactivations.map(like);
  const signals = pass.preactivations.map(like);

  /** What each layer gets at every state: from the input, its bias, and lifted layers as they are in the free phase. */
  const constant = wiring.layers.map((layer, i) => {
    const above = layer.incoming.filter(({ from }) => from > 0);
    if (above.every(({ from }) => lifted[from - 1])) return pass.preactivations[i]!;
    const a = like(pass.preactivations[i]!);
    const fromInput = pass.drives[i];
    if (fromInput) linalg.copy(fromInput, a);
    else if (layer.bias !== null) linalg.repeatRow(layer.bias, a);
    for (const { from, map } of above) if (lifted[from - 1]) map.drive(pass.activities[from - 1]!, a);
    return a;
  });

  /** Of hidden ReLU layers that a lifted layer alone moves: how it does. */
  const rectified = wiring.layers.map(({ activation, incoming }, i) => {
    const above = incoming.filter(({ from }) => from > 0);
    const lift = above.length === 1 ? lifted[above[0]!.from - 1] : null;
    const hidden = i + 1 < wiring.layers.length;
    if (!lift || !hidden || !("silentBelowZero" in activations[activation])) return null;
    const product = lift.gram.driveRectified(constant[i]!);
    const z = coordinates[lift.wire.from - 1]!;
    return (a: Matrix) => product(z, a);
  });

  /** a_l, of a ReLU as far as it matters. */
  const drive = (l: number): Matrix => {
    const a = preactivations[l - 1]!;
    const product = rectified[l - 1];
    if (product) {
      product(a);
      return a;
    }
    linalg.copy(constant[l - 1]!, a);
    for (const wire of wiring.layers[l - 1]!.incoming) {
      if (wire.from === 0) continue;
      const x = coordinates[wire.from - 1]!;
      const lift = lifted[wire.from - 1];
      if (lift) lift.gram.drive(x, a);
      else wire.map.drive(sent(rates, wire, x), a);
    }
    return a;
  };

  /** signal_l, and of a hidden layer that is not lifted force = −π_l ε_l. */
  const evaluate = (l: number, force: Matrix | null | undefined): void => {
    const layer = wiring.layers[l - 1]!;
    const signal = signals[l - 1]!;
    if (l === wiring.layers.length) {
      linalg.outputError(loss, preactivations[l - 1]!, target, signal);
      linalg.combine(-lambda, signal, 0, signal, signal);
      return;
    }
    // A prediction that never changes is its own pre-activation of the identity.
    const [kind, a] = isClamped(layer)
      ? ["linear", pass.activities[l - 1]!]
      : [layer.activation, preactivations[l - 1]!];
    linalg.errorForce(kind, a, coordinates[l - 1]!, precisions[l - 1]!, force!, signal);
  };

  /** Layers whose pre-activation, or whose signal, inference moves. */
  const isDriven = (l: number): boolean => !isClamped(wiring.layers[l - 1]!);
  const hasSignal = (l: number): boolean => !lifted[l - 1];

  /** All signals, and −π_l ε_l of the layers that are not lifted. */
  const evaluateAll = (forces: readonly (Matrix | null)[]): void =>
    wiring.layers.forEach((_, i) => {
      const l = i + 1;
      if (!hasSignal(l)) return;
      if (l < wiring.layers.length) fillRates(linalg, rates[l]!, coordinates[i]!);
      if (isDriven(l)) drive(l);
      evaluate(l, forces[i]);
    });

  const velocity = (out: readonly Matrix[]): void => {
    evaluateAll(out);
    coordinates.forEach((z, i) => {
      const lift = lifted[i];
      if (lift) linalg.combine(-precisions[i]!, z, 1, signals[lift.wire.to - 1]!, out[i]!);
      else pullLayer(linalg, wiring, i + 1, signals, rates, out[i]!);
    });
  };

  const forces = coordinates.map((x, i) => (lifted[i] ? null : like(x)));
  const advance = (stepSize: number): void => {
    evaluateAll(forces);
    coordinates.forEach((x, i) => {
      const lift = lifted[i];
      if (lift) {
        linalg.decay(stepSize, -precisions[i]!, signals[lift.wire.to - 1]!, x);
        return;
      }
      const force = forces[i]!;
      pullLayer(linalg, wiring, i + 1, signals, rates, force);
      linalg.addScaled(stepSize, force, x);
    });
  };

  const oneByOne = (): NonNullable<Flow["layerVelocity"]> => {
    const stale = wiring.layers.map(() => ({ drive: true, signal: true }));
    const refresh = (l: number): void => {
      const known = stale[l - 1]!;
      if (!hasSignal(l)) return;
      if (known.drive && isDriven(l)) drive(l);
      if (known.signal) evaluate(l, forces[l - 1]);
      stale[l - 1] = { drive: false, signal: false };
    };
    const moveOn = (s: number): void => {
      stale[s - 1]!.signal = true;
      fillRates(linalg, rates[s]!, coordinates[s - 1]!);
      for (const { to } of wiring.outgoing[s]!) stale[to - 1] = { drive: true, signal: true };
    };
    coordinates.forEach((_, i) => {
      moveOn(i + 1);
    });
    return (i, moved, out) => {
      for (const each of moved) moveOn(each + 1);
      for (const { to } of wiring.outgoing[i + 1]!) refresh(to);
      const lift = lifted[i];
      if (lift) linalg.combine(-precisions[i]!, coordinates[i]!, 1, signals[lift.wire.to - 1]!, out);
      else {
        refresh(i + 1);
        linalg.copy(forces[i]!, out);
        pullLayer(linalg, wiring, i + 1, signals, rates, out);
      }
    };
  };
  let layerVelocity: Flow["layerVelocity"];

  /** out += z Cᵀ where a layer is lifted, else x. */
  const lower = (position: readonly Matrix[], free: (i: number) => Matrix): Matrix[] =>
    position.map((z, i) => {
      const lift = lifted[i];
      if (!lift) return z;
      const x = free(i);
      lift.wire.map.pull(z, x);
      return x;
    });

  return {
    coordinates,
    velocity,
    advance,
    stepsToArrive: longestWayDown(wiring),
    layerVelocity: (layer, moved, out) => {
      layerVelocity ??= oneByOne();
      layerVelocity(layer, moved, out);
    },
    state: () => lower(coordinates, (i) => copyOf(pass.activities[i]!)),
    speeds: (now) =>
      linalg.scope(() =>
        rowNorms(
          linalg,
          lower(now, (i) => like(pass.activities[i]!)),
        ),
      ),
    restrict: (rows) => {
      const select = (matrix: Matrix): Matrix => selectRows(linalg, matrix, rows);
      return flowing(linalg, problem, lambda, lifted, {
        preactivations: samples.preactivations.map(select),
        activities: samples.activities.map(select),
        drives: samples.drives.map((drive) => drive && select(drive)),
        target: select(target),
        coordinates: coordinates.map(select),
      });
    },
  };
};
