import type { ActivationKind } from "../../network/activation.ts";

/** sup |f′|, and sup |f″| away from kinks, rounded up. */
export const slopeBounds: Readonly<
  Record<ActivationKind, { readonly slope: number; readonly bend: number }>
> = {
  relu: { slope: 1, bend: 0 },
  "leaky-relu": { slope: 1, bend: 0 },
  linear: { slope: 1, bend: 0 },
  // 4 / (3√3) and 1 / (6√3).
  tanh: { slope: 1, bend: 0.77 },
  sigmoid: { slope: 0.25, bend: 0.097 },
  softplus: { slope: 1, bend: 0.25 },
  // f″(0) = √(2/π); f′ is largest at √2.
  gelu: { slope: 1.13, bend: 0.798 },
  silu: { slope: 1.1, bend: 0.5 },
  elu: { slope: 1, bend: 1 },
};
