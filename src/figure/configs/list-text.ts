import { wrap } from "../../report/text/wrap.ts";

/** An experiment as a list shows it. */
export interface Question {
  readonly experiment: string;
  /** `Fig. 3A`, or empty when the paper has no such figure. */
  readonly figure: string;
  readonly question: string;
  /** The names of the program's configs of it. */
  readonly configs: readonly string[];
}

/** The configs by the question that they answer, for people. */
export const listText = (questions: readonly Question[], width: number): string =>
  questions
    .map(({ experiment, figure, question, configs }) =>
      [
        `${experiment}${figure === "" ? "" : ` (${figure})`}`,
        wrap(question, width, "  "),
        wrap(configs.length === 0 ? "(no config)" : configs.join(", "), width, "    "),
      ].join("\n"),
    )
    .join("\n");
