import { freeOutput } from "../gradient/free-phase.ts";
import { benchOf, type Course } from "./course.ts";
import { evaluate } from "./evaluate.ts";

/** Examples a pass when a network is tested: bounds the memory, changes no number. */
const atOnce = 500;

/** Fraction of the first `schedule.testImages` test examples that the network's free phase classifies correctly. */
export const testAccuracy = (course: Course): number => {
  const { linalg, loss, estimator, dial, schedule } = course;
  let correct = 0;
  for (let from = 0; from < schedule.testImages; from += atOnce) {
    const count = Math.min(atOnce, schedule.testImages - from);
    linalg.scope(() => {
      const examples = course.testExamples(Uint32Array.from({ length: count }, (_, i) => from + i));
      const output = freeOutput(benchOf(course, examples), estimator, dial);
      correct += Math.round(evaluate(linalg, loss, output, examples.target).accuracy * count);
    });
  }
  return correct / schedule.testImages;
};
