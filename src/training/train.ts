import { UserError } from "../errors.ts";
import { permutation } from "../random/stream.ts";
import { type Checkpoints, checkpointOf, resume } from "./checkpoint.ts";
import type { Course } from "./course.ts";
import { learn } from "./learn.ts";
import type { Progress } from "./progress.ts";
import { testAccuracy } from "./test-accuracy.ts";

/**
 * Trains the network of a course in place by stochastic gradient descent on its estimator's gradient: each epoch the
 * examples in a new random order, then a test. A run that was ended goes on from its checkpoint. Throws `UserError`
 * (cells failed), with the batch, when it diverges.
 */
export const train = (course: Course, checkpoints?: Checkpoints): Progress => {
  const { linalg, parameters, schedule, order } = course;
  const velocity = linalg.matrix(1, parameters.all.columns);
  const kept = checkpoints?.read() ?? null;
  if (kept !== null) resume(linalg, parameters.all, velocity, kept);
  const batches = [...(kept?.batches ?? [])];
  const tests = [...(kept?.tests ?? [])];
  let batch = 0;
  for (let epoch = 1; epoch <= schedule.epochs; epoch++) {
    const shuffled = permutation(schedule.images, order);
    for (let from = 0; from < shuffled.length; from += schedule.batchSize) {
      batch += 1;
      if (batch <= batches.length) continue; // it was taught before the run was ended
      const numbers = shuffled.subarray(from, from + schedule.batchSize);
      const lesson = inBatch(batch, () =>
        linalg.scope(() => learn(course, velocity, course.trainingExamples(numbers), course.compares(batch))),
      );
      batches.push({ batch, ...lesson });
      checkpoints?.offer(() => checkpointOf(linalg, parameters.all, velocity, { batches, tests }));
    }
    if (epoch > tests.length) tests.push({ epoch, accuracy: testAccuracy(course) });
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
