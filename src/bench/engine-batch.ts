import type { Problem } from "../energy/problem.ts";
import { bindEnergy, energies } from "../energy/registry.ts";
import { UserError } from "../errors.ts";
import { oneSided, twoPhaseEstimate } from "../gradient/two-phase.ts";
import type { InferenceSettings } from "../inference/relax.ts";
import { createLinalg, type Linalg } from "../linalg/linalg.ts";
import { initialise } from "../network/initialise.ts";
import { chain } from "../network/network.ts";
import { createStream } from "../random/stream.ts";
import { backends, openBackend, type TensorFlow } from "../tensorflow/backend.ts";
import { tensorFlowEnergies } from "../tensorflow/registry.ts";
import { kernelBytes } from "./kernel-bytes.ts";

/** An engine that was looked for on this machine. */
export interface EngineBatch {
  /** `builtin`, `tfjs wasm`, … */
  readonly name: string;
  /** Its version, or why it can't be had. */
  readonly detail: string;
  /** One PC-Nudge estimate of the paper's network on a batch of 64, in float32; null where there is no such engine. */
  readonly run: ((inference: InferenceSettings) => void) | null;
}

/** The inference of the paper. */
export const paperInference = {
  solver: "euler",
  stepSize: 0.1,
  steps: 50,
  order: "simultaneous",
  tolerance: 1e-12,
} as const satisfies InferenceSettings;

const network = chain({ sizes: [784, 128, 64, 10], activation: "relu" });
const batch = 64;
const lambda = 0.001;

/** Every engine and backend that the program knows. */
export const engineBatches = async (): Promise<EngineBatch[]> => {
  const linalg = createLinalg("float32", kernelBytes("float32"));
  const found: EngineBatch[] = [{ name: "builtin", detail: "float32 kernels", run: batchOn(linalg, null) }];
  for (const backend of backends) {
    const name = `tfjs ${backend}`;
    try {
      const engine = await openBackend(backend);
      found.push({ name, detail: engine.version, run: batchOn(linalg, engine) });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      found.push({ name, detail: error.message, run: null });
    }
  }
  return found;
};

const batchOn =
  (linalg: Linalg, tensorFlow: TensorFlow | null) =>
  (inference: InferenceSettings): void => {
    linalg.scope(() => {
      const { uniform } = createStream(0, "order");
      const [input, target] = [linalg.matrix(batch, 784), linalg.matrix(batch, 10)];
      linalg.values(input).forEach((_, i, values) => {
        values[i] = uniform();
      });
      for (let row = 0; row < batch; row++) linalg.values(target)[row * 10 + (row % 10)] = 1;
      const parameters = initialise(linalg, network, "pytorch-default", createStream(0, "parameters"));
      const engine = tensorFlow === null ? undefined : tensorFlowEnergies(tensorFlow);
      const problem: Problem = { network, parameters, input, target, loss: "cross-entropy", engine };
      const energy = bindEnergy(linalg, energies["predictive-coding"], problem);
      twoPhaseEstimate(linalg, energy, oneSided(lambda), inference);
    });
  };
