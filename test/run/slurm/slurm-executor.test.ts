import { describe, expect, it } from "vitest";
import { systemClock } from "../../../src/run/clock.ts";
import type { RunEvent } from "../../../src/run/executor/executor.ts";
import { writeNote } from "../../../src/run/slurm/journal.ts";
import { parseSlurmOptions } from "../../../src/run/slurm/options.ts";
import type { Scheduler, TaskState } from "../../../src/run/slurm/scheduler.ts";
import { slurmExecutor } from "../../../src/run/slurm/slurm-executor.ts";
import { cellsOfTask, readCells, readSubmissions } from "../../../src/run/slurm/submission.ts";
import { taskStatuses } from "../../../src/run/slurm/task-status.ts";
import { type Store, writeCell } from "../../../src/run/store/store.ts";
import { cellsOf, entriesOf, freshStore } from "../helpers.ts";

/** A scheduler whose tasks behave as they are told, each time it is asked. */
const mockSlurm = (
  store: Store,
  behave: (task: number, asked: number, id: string) => TaskState | null,
  record: (asked: number) => TaskState | null = () => null,
): Scheduler & { readonly scripts: string[] } => {
  const scripts: string[] = [];
  let asked = 0;
  return {
    scripts,
    submit: async (script) => {
      scripts.push(script);
      return String(100 + scripts.length);
    },
    tasks: async (job) => {
      asked += 1;
      const submission = readSubmissions(store).find((each) => each.job === job)!;
      const tasks = Array.from({ length: submission.tasks }, (_, task) => task);
      return new Map(
        tasks.flatMap((task) => {
          const state = behave(task, asked, submission.id);
          return state === null ? [] : [[task, state] as const];
        }),
      );
    },
    task: async () => record(asked),
    mostTasks: async () => 1000,
  };
};

const state = (word: string): TaskState => ({ state: word, reason: "", node: "n1" });

/** Does what a task does with its share, as far as is asked. */
const finish = (store: Store, id: string, task: number, tasks: number, count = Number.POSITIVE_INFINITY) => {
  for (const { key, ...cell } of cellsOfTask(readCells(store, id), task, tasks).slice(0, count)) {
    writeNote(store, id, task, { type: "started", key });
    writeCell(store, key, cell, { tables: { main: [] }, outcomes: {} }, 2);
    writeNote(store, id, task, { type: "done", key, seconds: 2 });
  }
};

const run = async (
  store: Store,
  scheduler: Scheduler,
  count: number,
  given: { detach?: true; stop?: AbortSignal } = {},
) => {
  const events: RunEvent[] = [];
  const notices: string[] = [];
  const executor = slurmExecutor({
    store,
    scheduler,
    clock: systemClock,
    settings: {
      options: parseSlurmOptions(["time=1:00:00"]),
      cellsPerTask: 2,
      arrayLimit: null,
      detach: given.detach === true,
    },
    command: "ebm test",
    estimate: { seconds: 0, unmeasured: count, most: null },
    notice: (line) => notices.push(line),
    pace: { journals: 0.01, scheduler: 0 },
  });
  const entries = entriesOf(store, cellsOf("test-point", count));
  const report = await executor.run({
    entries,
    onEvent: (event) => events.push(event),
    ...(given.stop && { stop: given.stop }),
  });
  return { report, events, notices };
};

describe("the executor of a cluster", () => {
  it("takes a requeued task for one that waits, however long the lists pass it over", async () => {
    const store = freshStore();
    const waiting = { ...state("PENDING"), reason: "BeginTime" };
    const lives = (task: number, asked: number, id: string): TaskState | null => {
      if (asked < 3) return state("RUNNING");
      if (asked === 3) writeNote(store, id, task, { type: "ended", signal: "SIGTERM", error: null });
      // Between its two lives: nothing, a word of its first life's end, its wait.
      if (asked < 12) return null;
      if (asked < 20) return state("COMPLETED");
      if (asked < 22) return waiting;
      if (asked === 22) writeNote(store, id, task, { type: "task", host: "n2" });
      if (asked === 24) finish(store, id, task, 1);
      return state(asked < 24 ? "RUNNING" : "COMPLETED");
    };
    const scheduler = mockSlurm(store, lives, (asked) => (asked < 22 ? waiting : state("RUNNING")));
    const { report, notices } = await run(store, scheduler, 2);
    expect(report).toMatchObject({ done: 2, left: 0, failed: [] });
    expect(notices.filter((line) => /cancelled|lost|missing/.test(line))).toEqual([]);
  });

  it("believes that a task has ended once its record says so, or is gone", async () => {
    for (const record of [state("CANCELLED"), null]) {
      const store = freshStore();
      const scheduler = mockSlurm(
        store,
        (_task, asked) => (asked < 3 ? state("RUNNING") : null),
        () => record,
      );
      const { report, notices } = await run(store, scheduler, 2);
      expect(report).toMatchObject({ done: 0, left: 2 });
      expect(notices.at(-1)).toMatch(/task 0: lost .*2 of 2 cells missing/);
    }
  });

  it("submits one array, tells of its cells and tasks, and ends when all are there", async () => {
    const store = freshStore();
    const scheduler = mockSlurm(store, (task, asked, id) => {
      if (asked < 2 + task) return state("RUNNING");
      if (asked === 2 + task) finish(store, id, task, 3);
      return state("COMPLETED");
    });
    const { report, events, notices } = await run(store, scheduler, 6);
    expect(report).toEqual({ done: 6, found: 0, failed: [], left: 0, submitted: [{ job: "101", tasks: 3 }] });
    expect(scheduler.scripts).toHaveLength(1);
    expect(events.map(({ type }) => type).sort()).toEqual([
      ...Array(6).fill("done"),
      ...Array(6).fill("started"),
    ]);
    expect(notices[0]).toMatch(/^Submitted job 101: 3 tasks of up to 2 cells/);
    expect(notices.filter((line) => line.includes("done, 2 of 2 cells"))).toHaveLength(3);
  });

  it.each([
    ["TIMEOUT", "time-out"],
    ["NODE_FAIL", "node failure"],
    ["OUT_OF_MEMORY", "out of memory"],
    ["CANCELLED", "cancelled"],
    ["PREEMPTED", "cancelled"],
    ["FAILED", "failed"],
  ])(
    "whose task ends by %s names it %s, and leaves what is missing for the next submission",
    async (slurms, ours) => {
      const store = freshStore();
      const scheduler = mockSlurm(store, (task, asked, id) => {
        if (asked === 1) finish(store, id, task, 2, task === 0 ? 1 : 2);
        return state(task === 0 ? slurms : "COMPLETED");
      });
      const { report, notices } = await run(store, scheduler, 4);
      expect(report).toMatchObject({ done: 3, failed: [], left: 1 });
      expect(notices).toContainEqual(
        expect.stringMatching(new RegExp(`^job 101, task 0 on n1: ${ours}.*, 1 of 2 cells missing; log: `)),
      );
      const again = await run(
        store,
        mockSlurm(store, () => null),
        4,
        { detach: true },
      );
      expect(again.report).toMatchObject({ left: 1, submitted: [{ tasks: 1 }] });
      expect(readCells(store, readSubmissions(store).at(-1)!.id)).toHaveLength(1);
    },
  );

  it("waits for what an earlier array has still to do, and submits the rest alone", async () => {
    const store = freshStore();
    const scheduler = mockSlurm(store, (task, asked, id) => {
      const { tasks } = readSubmissions(store).find((each) => each.id === id)!;
      if (asked > 2) finish(store, id, task, tasks);
      return state(asked > 2 ? "COMPLETED" : "PENDING");
    });
    await run(store, scheduler, 4, { detach: true });
    const { report, notices } = await run(store, scheduler, 5);
    expect(notices[0]).toBe("Job 101 has 4 of the cells already: they are waited for.");
    expect(report).toMatchObject({ done: 5, left: 0, submitted: [{ job: "101" }, { job: "102", tasks: 1 }] });
  });

  it("waits for a task that is requeued, and looks ended for a moment", async () => {
    const store = freshStore();
    const scheduler = mockSlurm(store, (task, asked, id) => {
      if (asked === 4) finish(store, id, task, 1);
      return state(["RUNNING", "CANCELLED", "PENDING", "COMPLETED"][Math.min(asked, 4) - 1]!);
    });
    expect((await run(store, scheduler, 2)).report).toMatchObject({ done: 2, left: 0 });
  });

  it("bears a controller that is busy for a while", async () => {
    const store = freshStore();
    const scheduler = mockSlurm(store, (task, asked, id) => {
      if (asked < 5) throw new Error("squeue doesn't answer");
      finish(store, id, task, 1);
      return state("COMPLETED");
    });
    expect((await run(store, scheduler, 2)).report).toMatchObject({ done: 2, left: 0 });
  });

  it("interrupted, leaves the cluster alone and says how to end the job", async () => {
    const store = freshStore();
    const { report, notices } = await run(
      store,
      mockSlurm(store, () => state("RUNNING")),
      2,
      { stop: AbortSignal.timeout(50) },
    );
    expect(report).toMatchObject({ done: 0, left: 2 });
    expect(notices.at(-1)).toContain("`scancel 101` ends it");
  });
});

describe("a task that Slurm has forgotten", () => {
  it.each([
    [
      "slurmstepd: error: *** JOB 12 ON n1 CANCELLED AT 2026-01-01T00:00:00 DUE TO TIME LIMIT ***",
      "time-out",
    ],
    [
      "slurmstepd: error: *** JOB 12 ON n1 CANCELLED AT 2026-01-01T00:00:00 DUE TO NODE FAILURE ***",
      "node failure",
    ],
    ["slurmstepd: error: Detected 1 oom_kill event in StepId=12.batch.", "out of memory"],
    ["done: seed 1", "lost"],
  ])("is known by the last words of its log: %s", async (line, word) => {
    const store = freshStore();
    await run(
      store,
      mockSlurm(store, () => null),
      2,
      { detach: true },
    );
    const [submission] = readSubmissions(store);
    const [before] = await taskStatuses(
      store,
      submission!,
      mockSlurm(store, () => null),
    );
    store.files.writeFileSync(before!.log, `computing\n${line}\n`);
    const [status] = await taskStatuses(
      store,
      submission!,
      mockSlurm(store, () => null),
    );
    expect(status?.word).toBe(word);
  });

  it("is done when its cells are there, whatever anybody says", async () => {
    const store = freshStore();
    await run(
      store,
      mockSlurm(store, () => null),
      2,
      { detach: true },
    );
    const [submission] = readSubmissions(store);
    finish(store, submission!.id, 0, 1);
    const [status] = await taskStatuses(
      store,
      submission!,
      mockSlurm(store, () => state("TIMEOUT")),
    );
    expect(status).toMatchObject({ word: "done", finished: 2 });
  });
});
