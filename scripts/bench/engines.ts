// The same training batch on each backend of TensorFlow.js that can be opened here, and the convolutional network's backprop.
import { engineBatches, paperInference } from "../../src/bench/engine-batch.ts";
import { names, tensorFlowBackprop } from "./convolution.ts";

/** What TensorFlow.js runs, by the name of its row. */
export type Runs = ReadonlyMap<string, () => void>;

export const tensorFlowRuns = async (engines: boolean): Promise<Runs> => {
  const runs = new Map<string, () => void>([[names.tensorFlow, await tensorFlowBackprop()]]);
  for (const { name, run } of engines ? await engineBatches() : [])
    if (run !== null && name !== "builtin") runs.set(`Euler × 50, ${name}`, () => run(paperInference));
  return runs;
};
