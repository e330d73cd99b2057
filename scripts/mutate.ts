// npm run mutate [-- words]: makes one-line mistakes in a copy of the repository, one at a time, and requires that the tests
// notice each. With words, only the mistakes whose name or file contains one of them. Exits with 1 if any survives.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { mutations } from "./mutations/index.ts";
import type { Mutation } from "./mutations/mutation.ts";

/** A mistake that makes the tests run for ever has been noticed, too. */
const limitSeconds = 180;

const root = fileURLToPath(new URL("..", import.meta.url));
const copy = mkdtempSync(join(tmpdir(), "ebm-mutate-"));

/** Makes the kernels, which are all that the tests need of `dist`; it begins by removing the old ones. */
const build = (): void => {
  const { stdout, stderr } = spawnSync(process.execPath, ["scripts/build.mjs"], {
    cwd: copy,
    encoding: "utf8",
  });
  const kernels = ["float64", "float32"].map((precision) =>
    join(copy, "dist", "linalg", `${precision}.wasm`),
  );
  if (!kernels.every((file) => existsSync(file)))
    throw new Error(`the kernels don't compile:\n${stdout}${stderr}`);
};

/** Folders of tests that look at a source file: its own, and those of the theory that is built on it. */
const testsOf = (file: string): string[] => {
  const folder = file.split("/")[1]!;
  const users: Record<string, string[]> = {
    network: ["energy"],
    energy: ["inference", "gradient"],
    inference: ["gradient"],
  };
  return [folder, ...(users[folder] ?? [])]
    .map((name) => `test/${name}`)
    .filter((path) => existsSync(join(copy, path)));
};

/** Null if the tests pass, else what they print. */
const complaintOf = (tests: readonly string[]): string | null => {
  const { status, stdout } = spawnSync(
    process.execPath,
    [join("node_modules", "vitest", "vitest.mjs"), "run", "--bail", "1", ...tests],
    { cwd: copy, encoding: "utf8", timeout: limitSeconds * 1000, env: { ...process.env, NO_COLOR: "1" } },
  );
  return status === 0 ? null : stdout;
};

const isAssembly = ({ file }: Mutation): boolean => file.startsWith("src/linalg/assembly/");

/** Stops before the first run if the sources have moved on. */
const requireFound = ({ name, file, find }: Mutation): void => {
  const occurrences = readFileSync(join(copy, file), "utf8").split(find).length - 1;
  if (occurrences === 1) return;
  throw new Error(`${file}: the mistake "${name}" needs "${find}" once, found it ${occurrences} times`);
};

/** True if the tests go red. */
const isNoticed = (mutation: Mutation): boolean => {
  const path = join(copy, mutation.file);
  const original = readFileSync(path, "utf8");
  try {
    writeFileSync(
      path,
      original.replace(mutation.find, () => mutation.replace),
    );
    if (isAssembly(mutation)) build();
    return complaintOf(testsOf(mutation.file)) !== null;
  } finally {
    writeFileSync(path, original);
  }
};

const words = process.argv.slice(2);
const chosen = mutations.filter(
  ({ name, file }) => words.length === 0 || words.some((word) => name.includes(word) || file.includes(word)),
);
const survivors: string[] = [];
try {
  const left = new Set(["node_modules", "dist", "results", ".git"]);
  cpSync(root, copy, { recursive: true, filter: (path) => !left.has(relative(root, path)) });
  chosen.forEach(requireFound);
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  build();
  const tests = [...new Set(chosen.flatMap(({ file }) => testsOf(file)))];
  const complaint = complaintOf(tests);
  if (complaint !== null) throw new Error(`the tests fail without any mistake:\n${complaint}`);

  let rebuilt = true;
  for (const mutation of chosen) {
    if (!isAssembly(mutation) && !rebuilt) build();
    const start = performance.now();
    const noticed = isNoticed(mutation);
    rebuilt = !isAssembly(mutation);
    if (!noticed) survivors.push(`${mutation.name} (${mutation.file})`);
    const seconds = ((performance.now() - start) / 1000).toFixed(1).padStart(6);
    console.log(`${noticed ? "noticed " : "SURVIVED"} ${seconds} s  ${mutation.name}  ${mutation.file}`);
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
console.log(`\n${chosen.length - survivors.length} of ${chosen.length} mistakes noticed`);
for (const survivor of survivors) console.log(`survived: ${survivor}`);
if (survivors.length > 0) process.exitCode = 1;
