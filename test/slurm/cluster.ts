import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** The folder of a Slurm that runs for these tests; empty where there can't be one. */
    slurmFolder: string;
  }
}

const script = (name: string) => fileURLToPath(new URL(`./${name}`, import.meta.url));

/** A Slurm of two virtual nodes for all files of these tests, where Debian's packages slurm-wlm and munge are and we are root. */
export default async (project: TestProject): Promise<() => void> => {
  const missing = ["sbatch", "slurmctld", "slurmd", "munged"].filter((name) => !isThere(name));
  if (missing.length > 0 || process.getuid?.() !== 0) {
    const why = missing.length > 0 ? `${missing.join(", ")} not found` : "not root";
    process.stderr.write(`Tests with a real Slurm are skipped: ${why} (apt-get install slurm-wlm munge).\n`);
    project.provide("slurmFolder", "");
    return () => {};
  }
  const folder = mkdtempSync(join(tmpdir(), "ebm-slurm-"));
  execFileSync("bash", [script("start.sh"), folder, String(await freePort())], { stdio: "inherit" });
  process.env.SLURM_CONF = join(folder, "slurm.conf");
  project.provide("slurmFolder", folder);
  return () => {
    execFileSync("bash", [script("stop.sh"), folder], { stdio: "inherit" });
    rmSync(folder, { recursive: true, force: true });
  };
};

const isThere = (name: string): boolean => {
  try {
    execFileSync("sh", ["-c", `command -v ${name}`], {
      stdio: "ignore",
      env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
    });
    return true;
  } catch {
    return false;
  }
};

/** The first of some ports in a row that nobody uses, as far as one can tell. */
const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
