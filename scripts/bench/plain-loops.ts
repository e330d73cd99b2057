// What the engine does, once more as plain loops over Float64Array: the yardstick of the benchmark. ReLU and softmax with
// cross-entropy, as in the paper's training.

export interface PlainProblem {
  readonly sizes: readonly number[];
  /** W_l [n_l, n_{l+1}], row after row. */
  readonly weights: readonly Float64Array[];
  readonly biases: readonly Float64Array[];
  readonly batch: number;
  readonly input: Float64Array;
  readonly target: Float64Array;
}

/** c += a b, for a [m, k], b [k, n]. */
const product = (
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
  m: number,
  k: number,
  n: number,
): void => {
  for (let i = 0; i < m; i++) {
    for (let p = 0; p < k; p++) {
      const factor = a[i * k + p]!;
      for (let j = 0; j < n; j++) c[i * n + j]! += factor * b[p * n + j]!;
    }
  }
};

/** c += a bᵀ, for a [m, k], b [n, k]. */
const productTransposed = (
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
  m: number,
  k: number,
  n: number,
): void => {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = c[i * n + j]!;
      for (let p = 0; p < k; p++) sum += a[i * k + p]! * b[j * k + p]!;
      c[i * n + j] = sum;
    }
  }
};

/** aᵀ b, for a [m, k], b [m, n]. */
const outer = (a: Float64Array, b: Float64Array, m: number, k: number, n: number): Float64Array => {
  const c = new Float64Array(k * n);
  for (let i = 0; i < m; i++) {
    for (let p = 0; p < k; p++) {
      const factor = a[i * k + p]!;
      for (let j = 0; j < n; j++) c[p * n + j]! += factor * b[i * n + j]!;
    }
  }
  return c;
};

const affine = (
  { weights, biases, batch, sizes }: PlainProblem,
  x: Float64Array,
  l: number,
): Float64Array => {
  const n = sizes[l + 1]!;
  const a = new Float64Array(batch * n);
  for (let i = 0; i < batch; i++) a.set(biases[l]!, i * n);
  product(x, weights[l]!, a, batch, sizes[l]!, n);
  return a;
};

/** softmax(o) − T. */
const outputError = ({ batch, target, sizes }: PlainProblem, o: Float64Array): Float64Array => {
  const n = sizes.at(-1)!;
  const error = new Float64Array(batch * n);
  for (let i = 0; i < batch; i++) {
    let top = Number.NEGATIVE_INFINITY;
    for (let j = 0; j < n; j++) top = Math.max(top, o[i * n + j]!);
    let total = 0;
    for (let j = 0; j < n; j++) total += error[i * n + j] = Math.exp(o[i * n + j]! - top);
    for (let j = 0; j < n; j++) error[i * n + j] = error[i * n + j]! / total - target[i * n + j]!;
  }
  return error;
};

/** Activities of the free phase, and the pre-activations. */
const forward = (problem: PlainProblem) => {
  const activities: Float64Array[] = [];
  const preactivations: Float64Array[] = [];
  for (let l = 0; l < problem.weights.length; l++) {
    const a = affine(problem, activities.at(-1) ?? problem.input, l);
    preactivations.push(a);
    if (l + 1 < problem.weights.length) activities.push(a.map((value) => Math.max(0, value)));
  }
  return { activities, preactivations };
};

/** The update of θ by the gradient with respect to the pre-activations, `signals`. */
const update = (
  problem: PlainProblem,
  layers: readonly Float64Array[],
  signals: readonly Float64Array[],
  rate: number,
): void => {
  signals.forEach((signal, l) => {
    const [k, n] = [problem.sizes[l]!, problem.sizes[l + 1]!];
    const gradient = outer(layers[l]!, signal, problem.batch, k, n);
    const [weights, bias] = [problem.weights[l]!, problem.biases[l]!];
    for (let i = 0; i < gradient.length; i++) weights[i]! -= rate * gradient[i]!;
    for (let i = 0; i < signal.length; i++) bias[i % n]! -= rate * signal[i]!;
  });
};

export const plainBackpropBatch = (problem: PlainProblem, rate: number): void => {
  const { activities, preactivations } = forward(problem);
  let delta = outputError(problem, preactivations.at(-1)!);
  const deltas = [delta];
  for (let l = activities.length; l >= 1; l--) {
    const [k, n] = [problem.sizes[l]!, problem.sizes[l + 1]!];
    const back = new Float64Array(problem.batch * k);
    productTransposed(delta, problem.weights[l]!, back, problem.batch, n, k);
    const a = preactivations[l - 1]!;
    for (let i = 0; i < back.length; i++) if (!(a[i]! > 0)) back[i] = 0;
    delta = back;
    deltas.unshift(delta);
  }
  update(problem, [problem.input, ...activities], deltas, rate);
};

/** One PC-Nudge batch by `x ← x + η·force(x)` in the activities themselves; the input's part is computed once. */
export const plainEulerBatch = (
  problem: PlainProblem,
  lambda: number,
  eta: number,
  steps: number,
  rate: number,
): void => {
  const { weights, batch, sizes } = problem;
  const { activities, preactivations } = forward(problem);
  const fixed = activities[0]!.slice();
  const states = activities.map((x) => x.slice());
  const layers = weights.length;
  const signalsAt = (): { errors: Float64Array[]; signals: Float64Array[] } => {
    const errors: Float64Array[] = [];
    const signals: Float64Array[] = [];
    for (let l = 1; l < layers; l++) {
      const a = l === 1 ? preactivations[0]! : affine(problem, states[l - 2]!, l - 1);
      const error = new Float64Array(a.length);
      const signal = new Float64Array(a.length);
      const x = states[l - 1]!;
      for (let i = 0; i < a.length; i++) {
        error[i] = x[i]! - (l === 1 ? fixed[i]! : Math.max(0, a[i]!));
        signal[i] = a[i]! > 0 ? -error[i]! : 0;
      }
      errors.push(error);
      signals.push(signal);
    }
    const top = outputError(problem, affine(problem, states.at(-1)!, layers - 1));
    for (let i = 0; i < top.length; i++) top[i]! *= lambda;
    return { errors, signals: [...signals, top] };
  };
  for (let step = 0; step < steps; step++) {
    const { errors, signals } = signalsAt();
    for (let l = 1; l < layers; l++) {
      const force = new Float64Array(batch * sizes[l]!);
      productTransposed(signals[l]!, weights[l]!, force, batch, sizes[l + 1]!, sizes[l]!);
      const [x, error] = [states[l - 1]!, errors[l - 1]!];
      for (let i = 0; i < x.length; i++) x[i]! -= eta * (error[i]! + force[i]!);
    }
  }
  update(problem, [problem.input, ...states], signalsAt().signals, rate / lambda);
};

/** One PC-Nudge batch at the equilibrium, by sweeps `e ← −λ ∂L/∂x(e)` without acceleration. */
export const plainEquilibriumBatch = (
  problem: PlainProblem,
  lambda: number,
  sweeps: number,
  rate: number,
): void => {
  const { weights, batch, sizes } = problem;
  const { activities, preactivations } = forward(problem);
  const layers = weights.length;
  const errors = activities.map((x) => new Float64Array(x.length));
  let states = activities;
  let signals: Float64Array[] = [];
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const slopes = [preactivations[0]!];
    states = [activities[0]!.map((value, i) => value + errors[0]![i]!)];
    for (let l = 2; l < layers; l++) {
      const a = affine(problem, states[l - 2]!, l - 1);
      slopes.push(a);
      states.push(a.map((value, i) => Math.max(0, value) + errors[l - 1]![i]!));
    }
    let signal = outputError(problem, affine(problem, states.at(-1)!, layers - 1)).map(
      (value) => lambda * value,
    );
    signals = [signal];
    for (let l = layers - 1; l >= 1; l--) {
      const image = new Float64Array(batch * sizes[l]!);
      productTransposed(signal, weights[l]!, image, batch, sizes[l + 1]!, sizes[l]!);
      const a = slopes[l - 1]!;
      signal = image.map((value, i) => (a[i]! > 0 ? value : 0));
      signals.unshift(signal);
      errors[l - 1] = image.map((value) => -value);
    }
  }
  update(problem, [problem.input, ...states], signals, rate / lambda);
};
