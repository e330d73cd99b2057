// The same benchmark at another commit, in a worktree of its own that is built there and gone afterwards.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Fastest run of each row, in ms. */
export type Fastest = ReadonlyMap<string, number>;

/** One turn of a row. */
export const turn = { time: 150, warmupTime: 50, iterations: 2, warmupIterations: 1 } as const;

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
    requireSameVersions(root, folder);
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    execFileSync(process.execPath, ["scripts/build.mjs"], { cwd: folder, stdio: "ignore" });
    const script = join(folder, "scripts/bench.ts");
    const text = readFileSync(script, "utf8");
    const speaksJson = text.includes('"--json"');
    if (!speaksJson) shorten(folder, script, text);
    const args = ["--import", "tsx", "scripts/bench.ts", ...(speaksJson ? ["--json", "--rounds", "1"] : [])];
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

/** Throws where the packages that the other commit names are not those that are installed here, since it is built and run with these. */
const requireSameVersions = (root: string, folder: string): void => {
  const read = (file: string): Record<string, unknown> => JSON.parse(readFileSync(file, "utf8"));
  const { dependencies = {}, devDependencies = {} } = read(join(folder, "package.json"));
  const wanted: Record<string, string> = { ...Object(dependencies), ...Object(devDependencies) };
  const other = Object.entries(wanted).flatMap(([name, version]) => {
    const installed = join(root, "node_modules", name, "package.json");
    const found = existsSync(installed) ? read(installed).version : "none";
    return found === version ? [] : [`${name} ${version} (here ${found})`];
  });
  if (other.length > 0) {
    throw new Error(
      `expected the packages of that commit, found others: ${other.join(", ")}; clone the repository there, run npm ci and npm run bench`,
    );
  }
};

/**
 * Earlier versions take minutes, because they run the backends of TensorFlow.js too, and each row 64 times at least: in its own worktree
 * theirs measures what ours does, for as long.
 */
const shorten = (folder: string, script: string, text: string): void => {
  const engines = join(folder, "scripts/bench-engines.ts");
  if (existsSync(engines)) writeFileSync(engines, "export const engineRows = async () => [];\n");
  writeFileSync(script, text.replace(/new Bench\(\{[^}]*\}\)/, `new Bench(${JSON.stringify(turn)})`));
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
