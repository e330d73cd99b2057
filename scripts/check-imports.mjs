// Enforces the order of the rooms: node scripts/check-imports.mjs [root]. Prints file:line and the rule for every import that
// goes the wrong way, round in a circle, or from what runs in a browser to Node, and for every folder that holds too many files; exits with 1 if there is one.
import { readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join, posix, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The rooms, from the foundation up: a file imports from its own folder and from those before it in this list, types included.
 * `errors.ts` and `package-root.ts` are what everything may import; `index.ts` may import everything. docs/architecture.md and README.md print the same list.
 */
export const rooms = [
  "rows",
  "modules",
  "random",
  "linalg",
  "network",
  "weights",
  "energy",
  "tensorflow",
  "inference",
  "gradient",
  "training",
  "statistics",
  "data",
  "config",
  "report",
  "bench",
  "experiments",
  "run",
  "sweep",
  "verify",
  "page",
  "figure",
  "cli",
];

const forAll = ["errors.ts", "package-root.ts"];

/** A reader takes in about this many files side by side. */
const mostFiles = 16;

/** Folders of which each file is an entry of one list, and that grow with it. */
const isCatalogue = (folder) =>
  folder.startsWith("verify/claims/") || ["gradient/estimator", "cli/command"].includes(folder);

/** Where a browser begins to run: everything that these need at run time does without Node. */
const runsInBrowser = (file) => file.startsWith("page/") || /^experiments\/[^/]+\/measure\.ts$/.test(file);

const importPattern =
  /\b(?:import|export)\s+(type\s+)?(?:[^"'`;()]*?\sfrom\s+)?["'](\.[^"']*|node:[^"']*)["']|\bimport\(\s*["'](\.[^"']*)["']\s*\)/g;

/** The imports of a file that are relative or Node's: line, target relative to `src`, and whether types alone are meant. */
const importsOf = (source, file) => {
  // Comments go, lines stay.
  const text = readFileSync(join(source, file), "utf8")
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, " "))
    .replace(/(^|\s)\/\/.*$/gm, "$1");
  return [...text.matchAll(importPattern)].map((match) => {
    const name = match[2] ?? match[3];
    return {
      line: text.slice(0, match.index).split("\n").length,
      target: name.startsWith("node:")
        ? name
        : relative(source, resolve(source, dirname(file), name))
            .split(sep)
            .join("/"),
      isType: match[1] !== undefined,
    };
  });
};

const folderOf = (file) => (file.includes("/") ? file.slice(0, file.indexOf("/")) : "");

/** The rule that an import breaks, or null. */
const brokenRule = (file, { target }) => {
  if (target.startsWith("node:")) return null;
  const [from, to] = [folderOf(file), folderOf(target)];
  if (target.startsWith("..")) return "src imports nothing from outside itself";
  if (forAll.includes(target) || file === "index.ts" || from === to) return null;
  if (from === "") return `${file} may import nothing: everything may import it`;
  if (to !== "" && rooms.indexOf(to) < rooms.indexOf(from)) return null;
  const may = [...rooms.slice(0, rooms.indexOf(from)), ...forAll].join(", ");
  return `${from} must not import ${to === "" ? target : to}; it may import: ${may}`;
};

/** Circles of imports, those of types included, as lists of files. */
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
    for (const { target } of graph.get(file) ?? []) {
      if (graph.has(target)) visit(target, [...path, file]);
    }
    state.set(file, "done");
  };
  for (const file of graph.keys()) visit(file, []);
  return found;
};

/** The ways by which something that runs in a browser comes to a module of Node: lists of files, and that module. */
const waysToNode = (graph) => {
  const ways = [];
  const seen = new Set();
  const visit = (file, path) => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const { target, isType } of graph.get(file) ?? []) {
      if (isType) continue;
      if (target.startsWith("node:")) ways.push([...path, file, target]);
      else if (graph.has(target)) visit(target, [...path, file]);
    }
  };
  for (const file of [...graph.keys()].filter(runsInBrowser)) visit(file, []);
  return ways;
};

/** What breaks the rules in the sources of a root, a line each, and how many files there are. */
export const checkImports = (root) => {
  const source = join(root, "src");
  if (!statSync(source, { throwIfNoEntry: false })?.isDirectory()) {
    return { complaints: [`${source}: expected a folder of sources`], files: 0 };
  }
  const files = readdirSync(source, { recursive: true })
    .map((file) => String(file).split(sep).join("/"))
    // The kernels are a language and a world of their own.
    .filter((file) => file.endsWith(".ts") && !file.startsWith("linalg/assembly/"))
    .sort();
  const graph = new Map(files.map((file) => [file, importsOf(source, file)]));
  return { complaints: [...crowded(files), ...misdirected(graph)], files: files.length };
};

/** Folders that nobody has placed, or that hold too many files. */
const crowded = (files) => {
  const complaints = [];
  for (const folder of new Set(files.map(folderOf))) {
    if (folder === "" || rooms.includes(folder)) continue;
    complaints.push(
      `src/${folder}:1: the folder is not in the list of rooms of scripts/check-imports.mjs: add it where it belongs`,
    );
  }
  for (const folder of new Set(files.map((file) => posix.dirname(file)))) {
    const held = files.filter((file) => posix.dirname(file) === folder).length;
    if (held <= mostFiles || isCatalogue(folder)) continue;
    complaints.push(
      `src/${folder}:1: ${held} files side by side, and the most is ${mostFiles}: put those that belong together in a folder of their own`,
    );
  }
  return complaints;
};

/** Imports that go the wrong way, round in a circle, or to Node. */
const misdirected = (graph) => {
  const complaints = [];
  for (const [file, imports] of graph) {
    if (folderOf(file) !== "" && !rooms.includes(folderOf(file))) continue;
    for (const one of imports) {
      const rule = brokenRule(file, one);
      if (rule !== null) complaints.push(`src/${file}:${one.line}: ${rule}`);
    }
  }
  for (const circle of circles(graph)) {
    const { line } = graph.get(circle[0]).find(({ target }) => target === circle[1]);
    complaints.push(`src/${circle[0]}:${line}: imports go round in a circle: ${circle.join(" → ")}`);
  }
  for (const way of waysToNode(graph)) {
    const file = way.at(-2);
    const { line } = graph.get(file).find(({ target }) => target === way.at(-1));
    complaints.push(
      `src/${file}:${line}: what runs in a browser imports nothing of Node, and comes here by ${way.slice(0, -1).join(" → ")}`,
    );
  }
  return complaints;
};

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const root = resolve(process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), ".."));
  const { complaints, files } = checkImports(root);
  for (const complaint of complaints) console.error(complaint);
  if (complaints.length > 0) process.exitCode = 1;
  else console.log(`${files} files import in one direction, at most ${mostFiles} side by side`);
}
