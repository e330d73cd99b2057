// Enforces the direction of imports: node scripts/check-imports.mjs [root]. Prints file:line and the rule for every
// import that goes the wrong way or round in a circle, and exits with 1 if there is one.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** The mathematics, from the top down: each folder may import itself and those after it. */
const mathematics = ["training", "gradient", "inference", "energy", "network", "random", "linalg"];

/** What each folder may import besides itself and `errors.ts`. */
const allowed = {
  cli: [
    "run",
    "sweep",
    "verify",
    "experiments",
    "report",
    "config",
    "data",
    "tensorflow",
    "weights",
    ...mathematics,
  ],
  run: ["experiments", "config", "data", "report", ...mathematics],
  sweep: ["run", "experiments", "config", "data", "report", ...mathematics],
  verify: ["experiments", "config", "data", "tensorflow", ...mathematics],
  experiments: ["config", "data", "tensorflow", "weights", ...mathematics],
  // The second engine: energies as expressions that differentiate themselves.
  tensorflow: ["energy", "network", "linalg"],
  weights: ["network", "linalg"],
  report: [],
  config: [],
  data: [],
  ...Object.fromEntries(mathematics.map((folder, i) => [folder, mathematics.slice(i + 1)])),
};

/** Contracts that any folder may import for their types alone. */
const contracts = ["experiments/experiment.ts"];
/** What any file may import. */
const common = ["errors.ts"];

const importPattern =
  /\b(?:import|export)\s+(?:(type)\s+)?(?:[^"'`;()]*?\sfrom\s+)?["'](\.[^"']*)["']|\bimport\(\s*["'](\.[^"']*)["']\s*\)/g;

/** The relative imports of a file: line, target relative to `src`, and whether only types are imported. */
const importsOf = (source, file) => {
  // Comments go, lines stay.
  const text = readFileSync(join(source, file), "utf8")
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, " "))
    .replace(/(^|\s)\/\/.*$/gm, "$1");
  return [...text.matchAll(importPattern)].map((match) => ({
    line: text.slice(0, match.index).split("\n").length,
    target: relative(source, resolve(source, dirname(file), match[2] ?? match[3]))
      .split(sep)
      .join("/"),
    typeOnly: match[1] === "type",
  }));
};

const folderOf = (file) => (file.includes("/") ? file.slice(0, file.indexOf("/")) : "");

/** The rule that an import breaks, or null. */
const brokenRule = (file, { target, typeOnly }) => {
  const [from, to] = [folderOf(file), folderOf(target)];
  if (target.startsWith("..")) return "src imports nothing from outside itself";
  if (common.includes(target)) return null;
  if (from === "") return `${file} may import nothing: everything may import it`;
  if (from === to || allowed[from].includes(to)) return null;
  if (contracts.includes(target))
    return typeOnly ? null : `write \`import type\`: ${target} is a contract here`;
  if (file.endsWith(".chart.ts") && to === "report") return null;
  const may = [...allowed[from], ...common].join(", ");
  return `${from} must not import ${to === "" ? target : to}; it may import: ${may}`;
};

/** Circles of imports that are there at run time, as lists of files. */
const circles = (graph) => {
  const found = [];
  const state = new Map();
  const visit = (file, path) => {
    if (state.get(file) === "done") return;
    if (state.get(file) === "open") {
      found.push([...path.slice(path.indexOf(file)), file]);
      return;
    }
    state.set(file, "open");
    for (const { target, typeOnly } of graph.get(file) ?? []) {
      if (!typeOnly && graph.has(target)) visit(target, [...path, file]);
    }
    state.set(file, "done");
  };
  for (const file of graph.keys()) visit(file, []);
  return found;
};

const root = resolve(process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), ".."));
const source = join(root, "src");
if (!statSync(source, { throwIfNoEntry: false })?.isDirectory()) {
  console.error(`${source}: expected a folder of sources`);
  process.exit(1);
}
const files = readdirSync(source, { recursive: true })
  .map((file) => String(file).split(sep).join("/"))
  // The kernels are a language and a world of their own.
  .filter((file) => file.endsWith(".ts") && !file.startsWith("linalg/assembly/"))
  .sort();
const graph = new Map(files.map((file) => [file, importsOf(source, file)]));

const complaints = [];
for (const folder of new Set(files.map(folderOf))) {
  if (folder === "" || folder in allowed) continue;
  complaints.push(
    `src/${folder}:1: the folder is not in the map of scripts/check-imports.mjs: add what it may import`,
  );
}
for (const [file, imports] of graph) {
  if (folderOf(file) !== "" && !(folderOf(file) in allowed)) continue;
  for (const one of imports) {
    const rule = brokenRule(file, one);
    if (rule !== null) complaints.push(`src/${file}:${one.line}: ${rule}`);
  }
}
for (const circle of circles(graph)) {
  const { line } = graph.get(circle[0]).find(({ target }) => target === circle[1]);
  complaints.push(`src/${circle[0]}:${line}: imports go round in a circle: ${circle.join(" → ")}`);
}

for (const complaint of complaints) console.error(complaint);
if (complaints.length > 0) process.exit(1);
console.log(`${files.length} files import in one direction`);
