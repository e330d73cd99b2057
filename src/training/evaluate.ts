import type { Linalg, LossKind, Matrix } from "../linalg/linalg.ts";

export interface Performance {
  /** Mean loss over the rows. */
  readonly loss: number;
  /** Fraction of the rows whose largest output is that of the target; ties go to the first. */
  readonly accuracy: number;
}

/** How well outputs [rows, classes] fit one-hot targets. */
export const evaluate = (linalg: Linalg, loss: LossKind, output: Matrix, target: Matrix): Performance => {
  const { rows, columns } = output;
  const total = linalg.scope(() => {
    const losses = linalg.matrix(rows, 1);
    linalg.lossPerRow(loss, output, target, losses);
    return Array.from(linalg.values(losses)).reduce((sum, value) => sum + value, 0);
  });
  const outputs = linalg.values(output);
  const targets = linalg.values(target);
  let correct = 0;
  for (let row = 0; row < rows; row++) {
    const from = row * columns;
    if (largest(outputs, from, columns) === largest(targets, from, columns)) correct += 1;
  }
  return { loss: total / rows, accuracy: correct / rows };
};

const largest = (values: ArrayLike<number>, from: number, count: number): number => {
  let best = 0;
  for (let k = 1; k < count; k++) if (values[from + k]! > values[from + best]!) best = k;
  return best;
};
