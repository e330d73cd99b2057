// The same benchmark at another commit, in a worktree of its own that is built there and gone afterwards.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Fastest run of each row, in ms. */
export type Fastest = ReadonlyMap<string, number>;

export interface OtherCommit {
  readonly commit: string;
  /** Runs its benchmark once. */
  readonly measure: () => Fastest;
  readonly close: () => void;
}

export const checkOut = (root: string, commit: string): OtherCommit => {
  const git = (...args: readonly string[]): string =>
    execFileSync("git", ["-C", root, ...args], { encoding: "utf8" }).trim();
  const folder = join(mkdtempSync(join(tmpdir(), "ebm-bench-")), "tree");
  git("worktree", "add", "--detach", folder, commit);
  const close = (): void => {
    git("worktree", "remove", "--force", folder);
    rmSync(join(folder, ".."), { recursive: true, force: true });
  };
  try {
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    execFileSync(process.execPath, ["scripts/build.mjs"], { cwd: folder, stdio: "ignore" });
    const speaksJson = readFileSync(join(folder, "scripts/bench.ts"), "utf8").includes('"--json"');
    const args = ["--import", "tsx", "scripts/bench.ts", ...(speaksJson ? ["--json", "--rounds", "2"] : [])];
    const measure = (): Fastest => {
      const text = execFileSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
      return speaksJson ? readJson(text) : readTable(text);
    };
    return { commit: git("rev-parse", "--short", commit), measure, close };
  } catch (error) {
    close();
    throw error;
  }
};

const readJson = (text: string): Fastest =>
  new Map(
    (JSON.parse(text).rows as { name: string; fastest: number }[]).map((row) => [row.name, row.fastest]),
  );

/** The table of earlier versions: a name, then fastest and median in ms. */
const readTable = (text: string): Fastest =>
  new Map(
    [...text.matchAll(/^(\S.*?) {2,}([\d.]+) +[\d.]+/gm)].map(([, name, fastest]) => [
      name!,
      Number(fastest),
    ]),
  );
