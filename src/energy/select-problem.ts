import type { Linalg, Matrix } from "../linalg/linalg.ts";
import type { ForwardPass } from "../network/feed-forward.ts";
import { type Problem, passOf } from "./problem.ts";
import { selectRows } from "./select-rows.ts";

/** A problem for some of its samples, with the rows of what is known of it and the maps that are bound there already. */
export const selectProblem = (linalg: Linalg, problem: Problem, rows: readonly number[]): Problem => {
  const select = (matrix: Matrix): Matrix => selectRows(linalg, matrix, rows);
  const whole = passOf(linalg, problem);
  const input = select(whole.input);
  const pass: ForwardPass = {
    wiring: whole.wiring,
    input,
    drives: whole.drives.map((drive) => drive && select(drive)),
    preactivations: whole.preactivations.map(select),
    activities: whole.activities.map(select),
    slopes: whole.slopes.map(select),
    rates: whole.rates.map((layer) =>
      layer.map(({ before, value, slope }) => ({ before, value: select(value), slope: select(slope) })),
    ),
  };
  const free = problem.free && { ...problem.free, state: problem.free.state.map(select) };
  return { ...problem, input, target: select(problem.target), pass, free };
};
