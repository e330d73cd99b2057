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
  /** sup |f′|, and sup |f″| away from kinks, rounded up. */
  readonly bounds: { readonly slope: number; readonly bend: number };
  /** Whether `f⁻¹` and its integral exist: what an energy asks for whose rest is `x = f(…)` (for relu, the rising branch). */
  readonly inverse: boolean;
}

const smooth = { kink: null, smoothness: "all" } as const;

/** Every activation; one more is a line here, and the kernel of its name. */
export const activations = {
  relu: {
    label: "ReLU",
    kink: [0, 1],
    silentBelowZero: true,
    smoothness: 0,
    holomorphic: false,
    inverse: true,
    bounds: { slope: 1, bend: 0 },
  },
  // f″ of tanh and of the sigmoid is largest at 4 / (3√3) and 1 / (6√3).
  tanh: { label: "tanh", ...smooth, holomorphic: true, inverse: true, bounds: { slope: 1, bend: 0.77 } },
  sigmoid: {
    label: "sigmoid",
    ...smooth,
    holomorphic: true,
    inverse: true,
    bounds: { slope: 0.25, bend: 0.097 },
  },
  linear: { label: "linear", ...smooth, holomorphic: true, inverse: true, bounds: { slope: 1, bend: 0 } },
  softplus: {
    label: "softplus",
    ...smooth,
    holomorphic: true,
    inverse: true,
    bounds: { slope: 1, bend: 0.25 },
  },
  // f″(0) = √(2/π); f′ is largest at √2.
  gelu: { label: "GELU", ...smooth, holomorphic: true, inverse: false, bounds: { slope: 1.13, bend: 0.798 } },
  silu: { label: "SiLU", ...smooth, holomorphic: true, inverse: false, bounds: { slope: 1.1, bend: 0.5 } },
  "leaky-relu": {
    label: "leaky ReLU",
    kink: [0.01, 1],
    smoothness: 0,
    holomorphic: false,
    inverse: true,
    bounds: { slope: 1, bend: 0 },
  },
  elu: {
    label: "ELU",
    kink: null,
    smoothness: 1,
    holomorphic: false,
    inverse: true,
    bounds: { slope: 1, bend: 1 },
  },
} as const satisfies Readonly<Record<string, Activation>>;

export type ActivationKind = keyof typeof activations;

/** The names, for configs. */
export const activationKinds = Object.keys(activations) as [ActivationKind, ...ActivationKind[]];

type Ability = keyof typeof demands;

/** What an activation may be asked for, in the words of the refusal. */
const demands = {
  holomorphic: "a holomorphic activation",
  inverse: "an invertible activation",
} as const;

/** `expected an invertible activation, found gelu; use …` where one of these lacks an ability, with those that have it; else null. */
export const refusedAbility = (kinds: readonly ActivationKind[], ability: Ability): string | null => {
  const unable = kinds.find((kind) => !activations[kind][ability]);
  if (unable === undefined) return null;
  const able = activationKinds.filter((name) => activations[name][ability]);
  return `expected ${demands[ability]}, found ${unable}; use ${able.slice(0, -1).join(", ")} or ${able.at(-1)}`;
};

/** Throws `UserError` (usage) unless the activation supports what `what` needs, `holomorphic nudging` for example. */
export const requireAbility = (kind: ActivationKind, ability: Ability, what: string): void => {
  const refusal = refusedAbility([kind], ability);
  if (refusal !== null) throw new UserError(exitCode.usage, `${what}: ${refusal}`);
};
