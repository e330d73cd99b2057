import type { Flow } from "../../energy/flow.ts";
import type { Linalg } from "../../linalg/linalg.ts";

/** Which layers an Euler step sees already moved: none, or those above, as in the paper's published code. */
export type StepOrder = "simultaneous" | "top-down";

/** Moves a flow's coordinates by one step of time. */
export interface Stepper {
  readonly step: () => void;
  /** ‖dx/dt‖ per sample at the present position. */
  readonly speeds: () => Float64Array;
}

/** Explicit Euler: `x_l ← x_l + η dx_l/dt`, all layers at once or one after another from the top. First order in η. */
export const eulerStepper = (linalg: Linalg, flow: Flow, stepSize: number, order: StepOrder): Stepper => {
  const velocity = flow.coordinates.map((x) => linalg.matrix(x.rows, x.columns));
  /** Whether `velocity` is that of the present position. */
  let known = false;
  /** Layers that have moved since the last of them was asked for its velocity. */
  let moved: readonly number[] = [];
  const step: Readonly<Record<StepOrder, () => void>> = {
    simultaneous: () => {
      if (!known && flow.advance !== undefined) {
        flow.advance(stepSize);
        return;
      }
      if (!known) flow.velocity(velocity);
      flow.coordinates.forEach((x, l) => {
        linalg.addScaled(stepSize, velocity[l]!, x);
      });
    },
    "top-down": () => {
      for (let l = flow.coordinates.length - 1; l >= 0; l--) {
        if (flow.layerVelocity) flow.layerVelocity(l, moved, velocity[l]!);
        else flow.velocity(velocity);
        linalg.addScaled(stepSize, velocity[l]!, flow.coordinates[l]!);
        moved = [l];
      }
    },
  };
  return {
    step: () => {
      step[order]();
      known = false;
    },
    speeds: () => {
      flow.velocity(velocity);
      known = true;
      return flow.speeds(velocity);
    },
  };
};
