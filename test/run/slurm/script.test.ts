import { describe, expect, it } from "vitest";
import { exitCode } from "../../../src/errors.ts";
import { layOut, proposeLimits } from "../../../src/run/slurm/layout.ts";
import { parseSlurmOptions } from "../../../src/run/slurm/options.ts";
import { scriptText } from "../../../src/run/slurm/script.ts";

const request = {
  tasks: 4,
  limit: null,
  options: {},
  folder: "/data/my results/100%",
  directory: "/home/o'neil",
  command: ["/usr/bin/node", "/opt/ebm/task.js", "/data/my results", "it's"],
};

describe("the script of an array", () => {
  it("says all to sbatch, and becomes the program, quoted as a shell reads it", () => {
    expect(scriptText(request).split("\n")).toEqual([
      "#!/bin/sh",
      "#SBATCH --job-name=ebm",
      "#SBATCH --signal=B:USR1@60",
      "#SBATCH --requeue",
      "#SBATCH --array=0-3",
      '#SBATCH --output="/data/my results/100%%/task-%a.log"',
      "#SBATCH --open-mode=append",
      '#SBATCH --chdir="/home/o\'neil"',
      "exec /usr/bin/node /opt/ebm/task.js '/data/my results' 'it'\\''s'",
      "",
    ]);
  });

  it("takes any option of sbatch, and lets ours be overridden", () => {
    const options = parseSlurmOptions([
      "time=1:00:00",
      "--partition=long",
      "signal=B:USR1@300",
      "no-requeue",
    ]);
    const lines = scriptText({ ...request, limit: 10, options }).split("\n");
    expect(lines).toEqual(
      expect.arrayContaining([
        "#SBATCH --time=1:00:00",
        "#SBATCH --partition=long",
        "#SBATCH --signal=B:USR1@300",
        "#SBATCH --no-requeue",
        "#SBATCH --array=0-3%10",
      ]),
    );
    expect(lines).not.toContain("#SBATCH --requeue");
  });

  it.each([
    "array=0-9",
    "output=x",
    "wrap=rm",
    "=x",
    "Time=1",
    "a b=c",
    "time=1\n#SBATCH --uid=0",
    "chdir=/",
  ])("refuses %j", (text) => {
    expect(() => parseSlurmOptions([text])).toThrowError(expect.objectContaining({ code: exitCode.usage }));
  });
});

describe("the layout of cells over tasks", () => {
  const layout = (given: object) =>
    layOut({ cells: 10_000, secondsPerCell: 6, workers: 1, cellsPerTask: null, mostTasks: 1000, ...given });

  it("makes tasks of about ten minutes from measured times", () => {
    expect(layout({})).toEqual({ tasks: 100, cellsPerTask: 100, secondsPerTask: 600, crowded: false });
    expect(layout({ secondsPerCell: 3600, cells: 20 })).toMatchObject({ tasks: 20, cellsPerTask: 1 });
    expect(layout({ workers: 4 })).toMatchObject({ tasks: 25, cellsPerTask: 400, secondsPerTask: 600 });
    for (const secondsPerCell of [0.5, 2, 17, 100]) {
      const { secondsPerTask } = layout({ secondsPerCell });
      expect(secondsPerTask).toBeGreaterThanOrEqual(300);
      expect(secondsPerTask).toBeLessThanOrEqual(1200);
    }
  });

  it("never wants more tasks than the scheduler takes, and says so", () => {
    expect(layout({ cellsPerTask: 1 })).toEqual({
      tasks: 1000,
      cellsPerTask: 10,
      secondsPerTask: 60,
      crowded: true,
    });
  });

  it("makes a hundred tasks of cells that nobody has timed", () => {
    expect(layout({ secondsPerCell: null })).toMatchObject({ tasks: 100, secondsPerTask: null });
    expect(layout({ secondsPerCell: null, cells: 3 })).toMatchObject({ tasks: 3, cellsPerTask: 1 });
  });

  it("proposes limits from what was measured, and none that were given or that nobody knows", () => {
    const most = { seconds: 240, megabytes: 400 };
    // Twice the task's ten minutes and its longest cell's four, and a minute: 29. One worker's 400 MB, half as much again.
    expect(proposeLimits(layout({}), most, 1, {})).toBe("--slurm time=0:30:00 --slurm mem=1024M");
    expect(proposeLimits(layout({}), most, 4, { time: "1:00:00" })).toBe("--slurm mem=2816M");
    expect(proposeLimits(layout({}), most, 1, { time: "5", "mem-per-cpu": "2G" })).toBeNull();
    expect(proposeLimits(layout({}), { ...most, megabytes: null }, 1, {})).toBe("--slurm time=0:30:00");
    expect(proposeLimits(layout({ secondsPerCell: null }), null, 1, {})).toBeNull();
  });
});
