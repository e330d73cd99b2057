import { textTable } from "../../report/text/text-table.ts";
import { wrap } from "../../report/text/wrap.ts";
import { nameOf } from "../../run/claims/presence.ts";
import { duration } from "../../run/progress.ts";
import { countText } from "../../sweep/wording.ts";
import type { ResultStatus, StatusReport } from "./status-report.ts";

/** A line for each result; of a single one that was asked for, also what failed and what is missing. */
export const statusText = ({ results }: StatusReport, width: number, inDetail: boolean): string => {
  const table = textTable({ columns: headings, rows: results.map(statusRow) }, width, "with --json");
  const details = inDetail ? results.map((status) => detailsText(status, width)) : [];
  return [table, ...details].filter((part) => part !== "").join("\n");
};

/** What to know of the folder besides: who is writing there, and which results are of other numerics. */
export const statusNotes = ({ out, running, results }: StatusReport, width: number): readonly string[] => {
  const old = results.filter(({ current }) => !current).map(({ name }) => name);
  return [
    ...running.map(
      (each) => `${each.fate === "running" ? "running" : "running, or ended unseen"}: ${nameOf(each)}`,
    ),
    ...(results.length === 0 ? [`nothing has been computed into ${out} yet; \`ebm run all\` begins`] : []),
    ...(old.length === 0
      ? []
      : [
          wrap(
            `${old.join(", ")}: computed by another version of the program; running again computes the cells anew`,
            width,
          ),
        ]),
  ];
};

const headings = ["result", "done", "failed", "missing", "computing", "written"];

const statusRow = ({ name, done, failed, missing, seconds, written }: ResultStatus): string[] => {
  const when = written === null ? "–" : `${written.slice(0, 16).replace("T", " ")} UTC`;
  return [name, String(done), String(failed.length), String(missing.length), duration(seconds), when];
};

const mostMissing = 10;

const detailsText = ({ failed, missing }: ResultStatus, width: number): string => {
  const failures = failed.flatMap(({ label, message, log }) => [
    `failed: ${label}`,
    ...message
      .split("\n")
      .slice(0, 3)
      .map((line) => wrap(line, width, "  ")),
    `  log: ${log}`,
  ]);
  const rest = missing.length - mostMissing;
  const absent = [
    ...missing.slice(0, mostMissing).map((label) => `missing: ${label}`),
    ...(rest > 0 ? [`… and ${countText(rest, "cell")} more that are missing`] : []),
  ];
  return [...failures, ...absent].join("\n");
};
