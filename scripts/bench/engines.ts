// The same training batch on each backend of TensorFlow.js that can be opened here.
import { engineBatches, paperInference } from "../../src/bench/engine-batch.ts";
import type { BatchRow } from "./batch.ts";

export const engineRows = async (): Promise<readonly BatchRow[]> =>
  (await engineBatches()).flatMap(({ name, run }) =>
    run === null || name === "builtin"
      ? []
      : [
          {
            name: `Euler × 50, ${name}`,
            run: () => run(paperInference),
            passes: null,
            unit: "backprop, float64",
          },
        ],
  );
