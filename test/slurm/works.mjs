// Works for the tests with a real Slurm: a cell can be held up for as long as a file is there.
import { appendFileSync, existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";

const measure = async ({ seed, hold, ledger }) => {
  appendFileSync(ledger, `${process.ppid} ${process.pid} ${seed}\n`);
  while (hold !== null && existsSync(hold)) await sleep(50);
  return { tables: { main: [{ seed, value: 1 / (seed + 1) }] }, outcomes: { converged: 1 } };
};

export const works = [{ name: "held", schema: z.any(), measure }];
