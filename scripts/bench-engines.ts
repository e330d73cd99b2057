// Rows of `npm run bench`: the same training batch on each backend of TensorFlow.js that can be opened here.
import { engineBatches, paperInference } from "../src/bench/engine-batch.ts";

/** Name and body of each row. */
export const engineRows = async (): Promise<(readonly [string, () => void])[]> =>
  (await engineBatches()).flatMap(({ name, run }) =>
    run === null || name === "builtin" ? [] : [[`Euler × 50, ${name}`, () => run(paperInference)] as const],
  );
