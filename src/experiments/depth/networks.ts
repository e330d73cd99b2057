import type { Network } from "../../config/fields.ts";
import type { ActivationKind } from "../../network/activation.ts";

/** The networks that are compared: how they are wired, and how sizes enter their connections. */
export const architectures = ["chain", "residual", "residual-ntp", "residual-mup"] as const;
export type Architecture = (typeof architectures)[number];

/** As charts call them. */
export const architectureLabels: Readonly<Record<Architecture, string>> = {
  chain: "Chain",
  residual: "Residual, standard",
  "residual-ntp": "Residual, NTP",
  "residual-mup": "Residual, μP",
};

interface Wanted {
  readonly architecture: Architecture;
  /** Hidden layers, and units of each. */
  readonly depth: number;
  readonly width: number;
  readonly activation: ActivationKind;
  readonly inputs: number;
  readonly outputs: number;
}

/** A network of that depth and width. Of a residual one the first hidden layer is dense, the others are blocks. */
export const networkOfDepth = ({
  architecture,
  depth,
  width,
  activation,
  inputs,
  outputs,
}: Wanted): Network => {
  const common = { activation, weights: null } as const;
  if (architecture === "chain") {
    const sizes = [inputs, ...Array.from({ length: depth }, () => width), outputs];
    return { sizes, initialisation: "pytorch-default", ...common };
  }
  const residual = { inputs, outputs, blocks: depth - 1, units: width };
  if (architecture === "residual") return { residual, initialisation: "pytorch-default", ...common };
  const parameterisation = architecture === "residual-mup" ? "mup" : "ntp";
  return { residual, parameterisation, initialisation: "normal", ...common };
};
