// npm run mutate [-- words]: makes one-line mistakes in a copy of the repository, one at a time, and requires that the tests
// notice each. With words, only the mistakes whose name or file contains one of them. Exits with 1 if any survives.
//
// npm run mutate -- --verify [words]: asks the small claims of `ebm verify` in place of the tests, and prints which claims notice which
// mistake, and which notice none. A claim looks at the theory, not at the files, so that a mistake may well survive.
//
// A mistake is looked for by the tests that import its file: those of its own room that have its name or its folder's first, then the room's
// others, and then those of the rooms that are built on it. Most are noticed by the first.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { claims } from "../src/verify/registry.ts";
import { importersOf } from "./mutations/importers.ts";
import { mutations } from "./mutations/index.ts";
import { type Mutation, occurrences } from "./mutations/mutation.ts";

/** A mistake that makes the tests run for ever has been noticed, too; no less than what all of them need without any mistake. */
let limitSeconds = 180;

/** Rooms whose tests know, beside those of a file's own room, what its numbers must be: the theory that is built on it. */
const users: Readonly<Record<string, readonly string[]>> = {
  linalg: ["network", "energy"],
  network: ["energy"],
  energy: ["inference", "gradient"],
  inference: ["gradient"],
  training: ["experiments"],
  statistics: ["experiments"],
};

const root = fileURLToPath(new URL("..", import.meta.url));
const copy = mkdtempSync(join(tmpdir(), "ebm-mutate-"));
const kernels = ["float64", "float32"].map((precision) => join(copy, "dist", "linalg", `${precision}.wasm`));

/** Builds the copy, or its kernels alone. Throws if they don't compile. */
const build = (...what: readonly string[]): void => {
  for (const file of kernels) rmSync(file, { force: true });
  const { stdout, stderr } = spawnSync(process.execPath, ["scripts/build.mjs", ...what], {
    cwd: copy,
    encoding: "utf8",
  });
  if (!kernels.every((file) => existsSync(file)))
    throw new Error(`the kernels don't compile:\n${stdout}${stderr}`);
};

const isAssembly = (file: string): boolean => file.startsWith("src/linalg/assembly/");

/** The tests that look at a source file, in the order in which they are asked. */
const testsOf = (file: string): string[][] => {
  // What is compiled is reached through what calls it.
  const found = importersOf(copy, isAssembly(file) ? "src/linalg/linalg.ts" : file);
  const room = file.split("/")[1]!;
  const inRooms = (names: readonly string[]): string[] =>
    names.flatMap((name) => found.filter((test) => test.startsWith(`test/${name}/`)));
  const [own, others] = [inRooms([room]), inRooms(users[room] ?? [])];
  const namesakes = own.filter((test) => isNamedAs(test, file));
  return [namesakes, own.filter((test) => !namesakes.includes(test)), others].filter(
    (tests) => tests.length > 0,
  );
};

/** Whether a test has the name of a file or of its folder in its own path, like test/energy/hopfield-basin.test.ts. */
const isNamedAs = (test: string, file: string): boolean => {
  const [, , ...parts] = file.replace(/\.ts$/, "").split("/");
  return parts.some((part) => test.split("/").slice(2).join("/").includes(part));
};

/** Null if the tests pass, else what they print; tests that need more time than `seconds` have failed. */
const complaintOf = (tests: readonly string[], seconds = limitSeconds): string | null => {
  const { status, signal, stdout, stderr } = spawnSync(
    process.execPath,
    [join("node_modules", "vitest", "vitest.mjs"), "run", "--bail", "1", ...tests],
    { cwd: copy, encoding: "utf8", timeout: seconds * 1000, env: { ...process.env, NO_COLOR: "1" } },
  );
  if (signal !== null) return `they have not ended after ${seconds} s`;
  return status === 0 ? null : stdout + stderr;
};

/** Stops before the first run if the sources have moved on. */
const requireFound = (mutation: Mutation): void => {
  const found = occurrences(copy, mutation);
  if (found === 1) return;
  throw new Error(
    `${mutation.file}: the mistake "${mutation.name}" needs its text once, found it ${found} times`,
  );
};

/** Who notices a mistake that has been made in the copy; nobody, if the list is empty. */
type Look = (file: string) => readonly string[];

/** The first test that complains, as the test runner names it, or why there is none. */
const witnessOf = (complaint: string): string =>
  /^ *FAIL +(.+)$/m.exec(complaint)?.[1] ?? complaint.trim().split("\n").at(-1) ?? "tests";

const testsThatFail: Look = (file) => {
  for (const tests of testsOf(file)) {
    const complaint = complaintOf(tests);
    if (complaint !== null) return [witnessOf(complaint)];
  }
  return [];
};

/** The claims whose verdict is not as declared, up to where they can't be measured any more. */
const claimsThatDiffer: Look = () => {
  const { status, stdout } = spawnSync(
    process.execPath,
    ["--import", "tsx", "scripts/mutations/verdicts.ts"],
    { cwd: copy, encoding: "utf8", timeout: 4 * limitSeconds * 1000 },
  );
  const names = stdout.split("\n").filter((line) => line !== "");
  return status === 0 ? names : [...names, "and then no more can be measured"];
};

/** Who notices the mistake. */
const noticedBy = (mutation: Mutation, look: Look): readonly string[] => {
  const path = join(copy, mutation.file);
  const original = readFileSync(path, "utf8");
  try {
    writeFileSync(
      path,
      original.replace(mutation.find, () => mutation.replace),
    );
    if (isAssembly(mutation.file)) build("kernels");
    return look(mutation.file);
  } finally {
    writeFileSync(path, original);
  }
};

const asked = process.argv.slice(2);
const byClaims = asked.includes("--verify");
const words = asked.filter((word) => word !== "--verify");
const look = byClaims ? claimsThatDiffer : testsThatFail;
const chosen = mutations.filter(
  ({ name, file }) => words.length === 0 || words.some((word) => name.includes(word) || file.includes(word)),
);
if (chosen.length === 0) {
  rmSync(copy, { recursive: true });
  console.error(`expected words in the name or file of a mistake, found none with ${words.join(" or ")}`);
  process.exit(2);
}
const survivors: string[] = [];
const useful = new Set<string>();
try {
  const left = new Set(["node_modules", "dist", "results", ".git"]);
  cpSync(root, copy, { recursive: true, filter: (path) => !left.has(relative(root, path)) });
  chosen.forEach(requireFound);
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  build();
  const right = kernels.map((file) => readFileSync(file));
  const tests = [...new Set(chosen.flatMap(({ file }) => testsOf(file)).flat())];
  const before = performance.now();
  const complaint = byClaims
    ? claimsThatDiffer("").join("\n") || null
    : complaintOf(tests, 10 * limitSeconds);
  const who = byClaims ? "some verdicts are not as declared" : "the tests fail";
  limitSeconds = Math.max(limitSeconds, Math.ceil((performance.now() - before) / 1000));
  if (complaint !== null) throw new Error(`${who} without any mistake:\n${complaint}`);

  for (const mutation of chosen) {
    const start = performance.now();
    const witnesses = noticedBy(mutation, look);
    const noticed = witnesses.length > 0;
    if (isAssembly(mutation.file)) kernels.forEach((file, i) => void writeFileSync(file, right[i]!));
    if (!noticed) survivors.push(`${mutation.name} (${mutation.file})`);
    const seconds = ((performance.now() - start) / 1000).toFixed(1).padStart(6);
    console.log(`${noticed ? "noticed " : "SURVIVED"} ${seconds} s  ${mutation.name}  ${mutation.file}`);
    if (noticed) console.log(`           ${witnesses.join(", ")}`);
    for (const witness of witnesses) useful.add(witness);
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
console.log(`\n${chosen.length - survivors.length} of ${chosen.length} mistakes noticed`);
for (const survivor of survivors) console.log(`survived: ${survivor}`);
if (byClaims) {
  const idle = claims.filter(({ id, scale }) => scale === "small" && !useful.has(id)).map(({ id }) => id);
  console.log(`claims that noticed none of them: ${idle.join(", ") || "none"}`);
} else if (survivors.length > 0) process.exitCode = 1;
