import { exitCode, UserError } from "../../src/errors.ts";
import type { Bench, Estimator } from "../../src/gradient/estimator.ts";
import { refusalOf } from "../../src/gradient/supports.ts";
import type { Linalg } from "../../src/linalg/linalg.ts";
import { type NetworkDescription, networkOf } from "../../src/network/description/description.ts";
import { initialise } from "../../src/network/initialise.ts";
import { createStream } from "../../src/random/stream.ts";

/** A random network with a batch of two samples, the loss one that the estimator supports; the same draws in both precisions. */
export const benchFor = (
  linalg: Linalg,
  description: NetworkDescription,
  { supports }: Estimator,
  inference: Bench["inference"],
): Bench => {
  const network = networkOf(description);
  const stream = createStream(3, "parameters");
  const draw = (): number => 2 * stream.uniform() - 1;
  const parameters = initialise(linalg, network, "pytorch-default", stream);
  const filled = (columns: number) => {
    const matrix = linalg.matrix(2, columns);
    linalg.values(matrix).set(Array.from({ length: 2 * columns }, draw));
    return matrix;
  };
  const [input, target] = [filled(network.sizes[0]!), filled(network.sizes.at(-1)!)];
  return {
    linalg,
    problem: { network, parameters, input, target, loss: supports.losses[0]! },
    inference,
  };
};

/** What an estimator computes there, or the words in which it refuses. Anything else that is thrown is a fault. */
export const answerOf = (estimator: Estimator, bench: Bench, dial: number): readonly number[] | string => {
  const expected = refusalOf(estimator, bench.problem);
  try {
    const { gradient } = estimator.estimate(bench, dial);
    if (expected !== null)
      throw new Error(`${estimator.name} computes what it says that it refuses: ${expected}`);
    return Array.from(bench.linalg.values(gradient.all));
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== exitCode.usage) throw error;
    return error.message;
  }
};
