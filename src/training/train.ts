import { UserError } from "../errors.ts";
import { permutation } from "../random/stream.ts";
import type { Course } from "./course.ts";
import { type Lesson, learn } from "./learn.ts";
import { testAccuracy } from "./test-accuracy.ts";

/** The numbers of a training run. */
export interface Progress {
  readonly batches: readonly (Lesson & { readonly batch: number })[];
  readonly tests: readonly { readonly epoch: number; readonly accuracy: number }[];
}

/**
 * Trains the network of a course in place by stochastic gradient descent on its estimator's gradient: each epoch the
 * examples in a new random order, then a test. Throws `UserError` (cells failed), with the batch, when it diverges.
 */
export const train = (course: Course): Progress => {
  const { linalg, parameters, schedule, order } = course;
  const velocity = linalg.matrix(1, parameters.all.columns);
  const batches: (Lesson & { batch: number })[] = [];
  const tests: { epoch: number; accuracy: number }[] = [];
  for (let epoch = 1; epoch <= schedule.epochs; epoch++) {
    const shuffled = permutation(schedule.images, order);
    for (let from = 0; from < shuffled.length; from += schedule.batchSize) {
      const batch = batches.length + 1;
      const numbers = shuffled.subarray(from, from + schedule.batchSize);
      const lesson = inBatch(batch, () =>
        linalg.scope(() => learn(course, velocity, course.trainingExamples(numbers), course.compares(batch))),
      );
      batches.push({ batch, ...lesson });
    }
    tests.push({ epoch, accuracy: testAccuracy(course) });
  }
  return { batches, tests };
};

/** Adds where in the run a mistake of the settings showed. */
const inBatch = <T>(batch: number, body: () => T): T => {
  try {
    return body();
  } catch (error) {
    if (error instanceof UserError) throw new UserError(error.code, `batch ${batch}: ${error.message}`);
    throw error;
  }
};
