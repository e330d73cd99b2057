import type { SlurmOptions } from "./options.ts";

/** How the cells of a plan are laid out over the tasks of an array. */
export interface Layout {
  readonly tasks: number;
  /** Of the fullest task. */
  readonly cellsPerTask: number;
  /** Seconds that a task will take; null when nobody has timed such cells. */
  readonly secondsPerTask: number | null;
  /** Whether more tasks were wanted than the scheduler takes in one array. */
  readonly crowded: boolean;
}

export interface LayoutRequest {
  readonly cells: number;
  /** Mean over the cells, in one process; null when nobody knows. */
  readonly secondsPerCell: number | null;
  /** Processes of a task. */
  readonly workers: number;
  /** As asked for; null for the default. */
  readonly cellsPerTask: number | null;
  readonly mostTasks: number;
}

/** A task should take some 5 to 20 minutes: less floods the scheduler, more loses more and waits for longer gaps. */
const wantedSeconds = 600;
/** Without any measurement. */
const tasksUntimed = 100;

/** Tasks of about ten minutes, as far as cells have been timed. */
export const layOut = (request: LayoutRequest): Layout => {
  const { cells, secondsPerCell, workers, mostTasks } = request;
  const wanted = request.cellsPerTask ?? defaultCells(request);
  const tasks = Math.max(1, Math.min(Math.ceil(cells / wanted), mostTasks));
  const cellsPerTask = Math.ceil(cells / tasks);
  const rounds = Math.ceil(cellsPerTask / workers);
  const secondsPerTask = secondsPerCell === null ? null : rounds * secondsPerCell;
  return { tasks, cellsPerTask, secondsPerTask, crowded: Math.ceil(cells / wanted) > mostTasks };
};

/** What a task needs at most, as sbatch has it: `--slurm time=0:20:00 --slurm mem=2G`; of what is not known, or given, nothing. */
export const proposeLimits = (
  { secondsPerTask }: Layout,
  most: { readonly seconds: number; readonly megabytes: number | null } | null,
  workers: number,
  given: SlurmOptions,
): string | null => {
  const isGiven = (...names: readonly string[]) => names.some((name) => Object.hasOwn(given, name));
  const limits: string[] = [];
  if (secondsPerTask !== null && most !== null && !isGiven("time")) {
    // Nodes differ, and the last cell of a task may be its longest.
    const minutes = Math.ceil((2 * (secondsPerTask + most.seconds) + startSeconds) / 60 / 5) * 5;
    limits.push(`--slurm time=${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:00`);
  }
  if (most !== null && most.megabytes !== null && !isGiven("mem", "mem-per-cpu"))
    limits.push(`--slurm mem=${Math.ceil((1.5 * most.megabytes * workers + taskMegabytes) / 256) * 256}M`);
  return limits.length === 0 ? null : limits.join(" ");
};

/** Of a task's own process, beside its workers, and until its first cell begins. */
const taskMegabytes = 256;
const startSeconds = 60;

const defaultCells = ({ cells, secondsPerCell, workers }: LayoutRequest): number =>
  secondsPerCell === null
    ? Math.max(workers, Math.ceil(cells / tasksUntimed))
    : Math.max(1, Math.round((workers * wantedSeconds) / Math.max(secondsPerCell, 1e-3)));
