import { execFile } from "node:child_process";
import { realpathSync } from "node:fs";
import { promisify } from "node:util";
import { packageRoot, programVersion } from "../../package-root.ts";
import { asked } from "../../run/plan.ts";

/** Which program made a result, for its manifest. */
export interface Provenance {
  readonly version: string;
  /** Of the program's own git checkout; null outside one. */
  readonly commit: string | null;
  readonly node: string;
}

/** The date and time of day: it reaches manifests alone. */
export const wallClock = (): Date => new Date();

export const readProvenance = async (): Promise<Provenance> => ({
  version: programVersion(),
  commit: await commitAtFirst(),
  node: process.versions.node,
});

/** What decides what the program does; other files may change without making the commit untrue. */
const sources = ["bin", "configs", "scripts", "src", "package-lock.json"];

const readCommit = async (): Promise<string | null> => {
  try {
    const [top = "", commit = ""] = (await git("rev-parse", "--show-toplevel", "HEAD")).split("\n");
    // Installed below somebody else's checkout, that one's commit says nothing about the program.
    if (realpathSync(top) !== realpathSync(packageRoot)) return null;
    const changes = await git("status", "--porcelain", "--", ...sources);
    return changes === "" ? commit : `${commit} with uncommitted changes`;
  } catch {
    return null;
  }
};

const git = async (...args: readonly string[]): Promise<string> => {
  const { stdout } = await promisify(execFile)("git", args, { cwd: packageRoot });
  return stdout.trim();
};

/** What runs is what this process has loaded, whatever happens to the checkout afterwards. */
const commitAtFirst = asked(readCommit);
