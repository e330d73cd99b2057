/** Where the section on the infinitesimal inference limit stands: every slider and choice. */
export interface LimitState {
  readonly lambda: number;
  readonly stepSize: number;
  readonly steps: number;
  readonly activation: string;
  /** Hidden layers; each is half as wide as the one below it. */
  readonly depth: number;
  /** Units of the lowest hidden layer. */
  readonly width: number;
  readonly loss: string;
  /** Index of a training image; `drawn` for the reader's own. */
  readonly image: number | "drawn";
  /** The reader's own digit, as `drawing.ts` writes it; empty while nothing is drawn. */
  readonly drawing: string;
  readonly seed: number;
  /** The step of inference that the picture shows. */
  readonly at: number | "end";
}

/** The paper's network, with the nudge of an ordinary clamped network. */
export const paperLimit: LimitState = {
  lambda: 0.1,
  stepSize: 0.1,
  steps: 50,
  activation: "relu",
  depth: 2,
  width: 128,
  loss: "squared-error",
  image: 0,
  drawing: "",
  seed: 0,
  at: "end",
};

export const limitRanges = {
  /** Powers of ten. */
  lambda: { from: -4, to: 0, step: 0.05 },
  stepSize: { from: 0.02, to: 1.5, step: 0.02 },
  steps: { from: 1, to: 200, step: 1 },
  depth: { from: 1, to: 5, step: 1 },
  /** Powers of two. */
  width: { from: 4, to: 8, step: 1 },
  seed: { from: 0, to: 19, step: 1 },
} as const;

/** What the curve over λ depends on: everything but λ itself and what is looked at. */
export const curveKey = ({ lambda: _lambda, at: _at, ...rest }: LimitState): string => JSON.stringify(rest);

/** Those whose equilibrium has a unique answer or an outcome that says so; exp-based ones are compiled in. */
export const activations = ["relu", "tanh", "sigmoid", "softplus", "linear", "leaky-relu"] as const;
export const losses = ["squared-error", "cross-entropy"] as const;

const inputSize = 784;
const classes = 10;

/** `[784, 128, 64, 10]`: widths halve from layer to layer, and none is narrower than the output. */
export const sizesOfLimit = ({ depth, width }: Pick<LimitState, "depth" | "width">): readonly number[] => [
  inputSize,
  ...Array.from({ length: depth }, (_, l) => Math.max(classes, width >> l)),
  classes,
];
