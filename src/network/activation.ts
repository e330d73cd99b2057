import { exitCode, UserError } from "../errors.ts";

/** An activation f, and what it supports. Its arithmetic is the kernel of its name, `linalg/assembly/activation/`. */
export interface Activation {
  /** As charts and texts call it. */
  readonly label: string;
  /** The one-sided slopes `[f′(0−), f′(0+)]` where f has a kink at 0; null where f′ is continuous. */
  readonly kink: readonly [number, number] | null;
  /** Whether f and f′ are exactly 0 for all a < 0. */
  readonly silentBelowZero?: true;
  /** How many derivatives of f are continuous: an estimator's second order rests on two of them. */
  readonly smoothness: 0 | 1 | "all";
  /** Whether f has a holomorphic continuation (away from the singular points that its kernel names). */
  readonly holomorphic: boolean;
  /** Whether `f⁻¹` and its integral exist: what an energy asks for whose rest is `x = f(…)` (for relu, the rising branch). */
  readonly inverse: boolean;
}

const smooth = { kink: null, smoothness: "all" } as const;

/** Every activation; one more is a line here, and its kernel. */
export const activations = {
  relu: {
    label: "ReLU",
    kink: [0, 1],
    silentBelowZero: true,
    smoothness: 0,
    holomorphic: false,
    inverse: true,
  },
  tanh: { label: "tanh", ...smooth, holomorphic: true, inverse: true },
  sigmoid: { label: "sigmoid", ...smooth, holomorphic: true, inverse: true },
  linear: { label: "linear", ...smooth, holomorphic: true, inverse: true },
  softplus: { label: "softplus", ...smooth, holomorphic: true, inverse: true },
  gelu: { label: "GELU", ...smooth, holomorphic: true, inverse: false },
  silu: { label: "SiLU", ...smooth, holomorphic: true, inverse: false },
  "leaky-relu": { label: "leaky ReLU", kink: [0.01, 1], smoothness: 0, holomorphic: false, inverse: true },
  elu: { label: "ELU", kink: null, smoothness: 1, holomorphic: false, inverse: true },
} as const satisfies Readonly<Record<string, Activation>>;

export type ActivationKind = keyof typeof activations;

/** The names, for configs. */
export const activationKinds = Object.keys(activations) as [ActivationKind, ...ActivationKind[]];

/** What an activation may be asked for, in the words of the refusal. */
const demands = {
  holomorphic: "a holomorphic activation",
  inverse: "an invertible activation",
} as const;

/** Throws `UserError` (usage) unless the activation supports what `what` needs, `holomorphic nudging` for example. */
export const requireAbility = (kind: ActivationKind, ability: keyof typeof demands, what: string): void => {
  if (activations[kind][ability]) return;
  const able = activationKinds.filter((name) => activations[name][ability]);
  throw new UserError(
    exitCode.usage,
    `${what} needs ${demands[ability]}, found ${kind}; use ${able.slice(0, -1).join(", ")} or ${able.at(-1)}`,
  );
};
