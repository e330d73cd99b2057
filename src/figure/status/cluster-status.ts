import { systemSlurm } from "../../run/slurm/scheduler.ts";
import { readSubmissions, type Submission } from "../../run/slurm/submission.ts";
import {
  lastLines,
  type TaskStatus,
  type TaskWord,
  taskLine,
  taskStatuses,
} from "../../run/slurm/task-status.ts";
import { openStore } from "../../run/store/store.ts";
import { countText } from "../../sweep/wording.ts";

/** A job array, and what became of each of its tasks. */
export interface JobStatus extends Submission {
  readonly tasksByWord: Readonly<Partial<Record<TaskWord, number>>>;
  /** Those that aren't done, with the last lines of their logs. */
  readonly open: readonly (TaskStatus & { readonly lastLines: readonly string[] })[];
  /** What Slurm answered instead of what became of the tasks; null when it did. */
  readonly trouble: string | null;
}

/** The job arrays of a results folder with cells that aren't all there. Reads, asks Slurm, and writes nothing. */
export const clusterStatus = async (out: string): Promise<JobStatus[]> => {
  const store = openStore(out);
  const jobs: JobStatus[] = [];
  for (const submission of readSubmissions(store)) {
    try {
      const tasks = await taskStatuses(store, submission, systemSlurm);
      if (tasks.every(({ cells, finished }) => finished === cells)) continue;
      const tasksByWord: Partial<Record<TaskWord, number>> = {};
      for (const { word } of tasks) tasksByWord[word] = (tasksByWord[word] ?? 0) + 1;
      const open = tasks
        .filter(({ word }) => word !== "done")
        .map((task) => ({ ...task, lastLines: lastLines(store, task.log) }));
      jobs.push({ ...submission, tasksByWord, open, trouble: null });
    } catch (error) {
      jobs.push({ ...submission, tasksByWord: {}, open: [], trouble: (error as Error).message });
    }
  }
  return jobs;
};

/** A line for each job, and for each task that has ended without all its cells, with its last words. */
export const clusterText = (jobs: readonly JobStatus[]): string =>
  jobs
    .flatMap(({ job, command, tasks, tasksByWord, open, trouble }) => {
      const counts = Object.entries(tasksByWord).map(([word, count]) => `${count} ${word}`);
      const shown = open.filter(({ word }) => word !== "pending");
      return [
        `job ${job} (${command}): ${trouble ?? `${countText(tasks, "task")}: ${counts.join(", ")}`}`,
        ...shown.flatMap((task) => [
          `  ${taskLine(job, task)}`,
          ...(task.word === "running" ? [] : task.lastLines.map((line) => `    ${line}`)),
        ]),
      ];
    })
    .join("\n");
