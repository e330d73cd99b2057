// Writes dist/identity.json: what computes a cell, part by part, as hashes. A cell's key covers its settings and the parts that
// it is computed with (src/run/identity.ts), so that a part which changes makes the cells new that it computes, and no others.
//
// Registries are the cuts. A part is an entry of a registry: its own files and everything that they import, up to the registries,
// whose other entries are parts of their own; and the exact versions of the packages that those files import, with all that
// these depend on. Of a registry itself what counts is what is left without its list: its look-ups.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, realpathSync, statSync, writeFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { buildSync } from "esbuild";
import { activationSources, kernelFlags, kernelSources } from "./kernels.mjs";

/**
 * The registries by the kind of their entries: the module that lists them, what it exports, and the files of an entry. `names` gives
 * the entries' names; a file or folder that bears the name, or the name without a number at its end, holds the entry.
 */
const registries = [
  {
    kind: "work",
    module: "experiments/works.js",
    names: ({ works }) => works.map(({ name }) => name),
    place: (name) => `experiments/${name}/measure.js`,
  },
  {
    // Beside those of the experiments, of which a worker that verifies has them all.
    kind: "work",
    module: "verify/works.js",
    names: ({ works }) => works.map(({ name }) => name).filter((name) => name === "claim"),
    place: () => "verify/claim-work.js",
  },
  {
    kind: "claim",
    module: "verify/registry.js",
    names: ({ claims }) =>
      claims.filter(({ reads }) => reads === undefined).map(({ paper, id }) => `${paper}/${id}`),
    place: (name) => `verify/claims/${name}.js`,
  },
  {
    kind: "energy",
    module: "energy/registry.js",
    names: ({ energies }) => Object.keys(energies),
    place: (name) => `energy/${name}`,
  },
  {
    kind: "estimator",
    module: "gradient/registry.js",
    names: ({ estimators }) => estimators.map(({ name }) => name),
    place: (name) => `gradient/estimator/${name}.js`,
  },
  {
    kind: "solver",
    module: "inference/solver/registry.js",
    names: ({ solvers }) => Object.keys(solvers),
    place: (name) => `inference/solver/${name}.js`,
  },
  {
    kind: "connection",
    module: "network/connection/registry.js",
    names: ({ connectionKinds }) => connectionKinds.map(({ name }) => name),
    place: (name) => `network/connection/${name}.js`,
  },
];

/** The registry whose entries are data, a line each; the kernel of an entry is compiled in. */
const activationRegistry = "network/activation.js";

/** Folders that are a part as a whole: what is in them computes only the cells whose settings ask for it. */
const folders = { "engine tfjs": "tensorflow", "stored weights": "weights", "local energy": "energy/local" };

/** What the modules of experiments of one's own import of the program, for their measuring. */
const forModules = "experiments/own/measuring.js";

/** What every cell is computed in: the laboratory, the parsing of settings, the kernels of both precisions but for the activations. */
const shared = ["bench/open-laboratory.js", "bench/work.js"];

/** What draws the pictures of a result, and the fonts that it opens by itself. It computes no cell. */
const drawing = { module: "report/drawing/pictures.js", fonts: "dejavu-fonts-ttf" };

/** A function of one value that is asked for each of them once. */
const once = (ask) => {
  const known = new Map();
  return (value) => {
    if (!known.has(value)) known.set(value, ask(value));
    return known.get(value);
  };
};

const posix = (path) => path.split(sep).join("/");

const filesBelow = (folder) =>
  readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => statSync(path).isFile())
    .sort();

/** What is bundled for a browser: as large as all the rest, and no module imports it. */
const pageScripts = ["page", "laboratory", "laboratory-alone", "worker"].map((name) =>
  join("report", "page", `${name}.js`),
);

/** The relative imports and the packages of every built module. */
const readGraph = (dist) => {
  const modules = filesBelow(dist).filter(
    (path) => path.endsWith(".js") && !pageScripts.includes(relative(dist, path)),
  );
  const { metafile } = buildSync({
    absWorkingDir: dist,
    // As one entry: a bundle of each would be made of all the others over and over.
    stdin: {
      contents: modules.map((path) => `import "./${posix(relative(dist, path))}";`).join("\n"),
      resolveDir: dist,
    },
    bundle: true,
    packages: "external",
    format: "esm",
    platform: "node",
    metafile: true,
    write: false,
    outdir: "nowhere",
    logLevel: "silent",
  });
  const graph = new Map();
  for (const [path, { imports }] of Object.entries(metafile.inputs)) {
    if (path === "<stdin>") continue;
    const imported = imports.filter(({ external }) => external).map(({ path: name }) => name);
    // Packages that a module requires by itself, since they are no ES modules.
    const required = [...readFileSync(join(dist, path), "utf8").matchAll(/\brequire\("([^"]+)"\)/g)];
    const packages = [...imported, ...required.map(([, name]) => name)]
      .filter((name) => !name.startsWith("node:") && !builtinModules.includes(name))
      .map((name) =>
        name
          .split("/")
          .slice(0, name.startsWith("@") ? 2 : 1)
          .join("/"),
      );
    graph.set(path, {
      files: imports.filter(({ external }) => !external).map((one) => one.path),
      packages: [...new Set(packages)],
    });
  }
  return graph;
};

/** The folder of an installed package, as Node finds it from another folder; null where it isn't installed. */
const findPackage = (name, from) => {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = join(folder, "node_modules", name);
    if (existsSync(join(found, "package.json"))) return realpathSync(found);
    if (folder === dirname(folder)) return null;
  }
};

/** `name version` of a package and of all that it depends on, as they are installed. */
const versionsOf = (name, from, seen = new Map()) => {
  const folder = findPackage(name, from);
  if (folder === null || seen.has(folder)) return seen;
  const { version, dependencies = {} } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  seen.set(folder, `${name} ${version}`);
  for (const dependency of Object.keys(dependencies)) versionsOf(dependency, folder, seen);
  return seen;
};

/** A registry without its list: the lines that name what its entries' files export are left out. */
const withoutEntries = (text, isEntry) => {
  const imported = [...text.matchAll(/^import (.+?) from "(\.[^"]+)";$/gm)].filter(([, , path]) =>
    isEntry(path),
  );
  const names = imported.flatMap(([, clause]) =>
    [...clause.matchAll(/[\w$]+/g)].map(([name]) => name).filter((name) => name !== "as"),
  );
  const mentions = new RegExp(`\\b(?:${names.join("|")})\\b`);
  return text
    .split("\n")
    .filter((line) => names.length === 0 || !mentions.test(line))
    .join("\n");
};

/** What a registry of data says of each of its entries, and its text without them. */
const readData = (text, names) => {
  const [before, after] = text.split("export const activations = {\n");
  const end = after.indexOf("\n};");
  const lines = after.slice(0, end).split("\n");
  const starts = names.map((name) =>
    lines.findIndex((line) => line.startsWith(`    ${name}: {`) || line.startsWith(`    "${name}": {`)),
  );
  const missing = names.find((_, i) => starts[i] < 0);
  if (missing !== undefined)
    throw new Error(`activation ${missing}: expected its record in dist/${activationRegistry}, found none`);
  const until = (start) => Math.min(lines.length, ...starts.filter((other) => other > start));
  const records = names.map((name, i) => [name, lines.slice(starts[i], until(starts[i])).join("\n")]);
  return { records: Object.fromEntries(records), rest: before + after.slice(end) };
};

const isActivation = (root, path) => path.startsWith(join(root, activationSources) + sep);

/** The imports of the built program in `root/dist`, and its parts. Throws an Error for an entry of a registry that has no file. */
export const readProgram = async (root) => {
  const dist = join(root, "dist");
  const graph = readGraph(dist);
  const entryFiles = new Map();
  const cuts = new Map();
  for (const { kind, module, names, place } of registries) {
    if (!graph.has(module)) throw new Error(`dist/${module}: the registry of each ${kind} is not there`);
    const own = new Set();
    for (const name of names(await import(pathToFileURL(join(dist, module)).href))) {
      const files = [place(name), place(name.replace(/-\d+$/, ""))]
        .map((wanted) => [...graph.keys()].filter((path) => path === wanted || path.startsWith(`${wanted}/`)))
        .find((found) => found.length > 0);
      if (files === undefined)
        throw new Error(`${kind} ${name}: expected it in dist/${place(name)}, found nothing there`);
      entryFiles.set(`${kind} ${name}`, files);
      for (const file of files) own.add(file);
    }
    cuts.set(module, own);
  }
  for (const [part, folder] of Object.entries(folders)) {
    entryFiles.set(
      part,
      [...graph.keys()].filter((path) => path.startsWith(`${folder}/`)),
    );
  }
  entryFiles.set("laboratory", shared);
  entryFiles.set("drawing", [drawing.module]);
  const registry = await import(pathToFileURL(join(dist, activationRegistry)).href);
  const activations = Object.keys(registry.activations);
  for (const name of activations) {
    if (existsSync(join(root, activationSources, `${name}.ts`))) continue;
    throw new Error(
      `activation ${name}: expected its kernel in ${activationSources}/${name}.ts, found nothing there`,
    );
  }
  return { graph, entryFiles, cuts, activations };
};

/** The hash of each part of a program, and the files that it is made of. */
export const hashProgram = (root, { graph, entryFiles, cuts, activations }) => {
  const dist = join(root, "dist");

  /** The files that a part is made of: what it imports, but for what is a part of its own. */
  const closureOf = (part, roots) => {
    const home = folders[part];
    const closure = new Set();
    const visit = (path) => {
      if (closure.has(path)) return;
      if (
        !roots.includes(path) &&
        Object.values(folders).some((folder) => folder !== home && path.startsWith(`${folder}/`))
      )
        return;
      closure.add(path);
      const entries = cuts.get(path);
      for (const next of graph.get(path).files) if (!entries?.has(next)) visit(next);
    };
    for (const root of roots) visit(root);
    return [...closure].sort();
  };

  const readContent = (path) => {
    const text = readFileSync(join(dist, path), "utf8");
    if (path === activationRegistry) return readData(text, activations).rest;
    const entries = cuts.get(path);
    if (entries === undefined) return text;
    const folder = dirname(path);
    return withoutEntries(text, (target) => entries.has(posix(join(folder, target))));
  };
  // A file and a package are of many parts.
  const contentOf = once(readContent);
  const installed = once((name) => [...versionsOf(name, dist)]);

  const parts = {};
  const files = {};
  for (const [part, roots] of entryFiles) {
    const closure = closureOf(part, roots);
    const hash = createHash("sha256");
    for (const path of closure) hash.update(`${path}\0${contentOf(path)}\0`);
    const names = new Set(closure.flatMap((path) => graph.get(path).packages));
    if (part === "drawing") names.add(drawing.fonts);
    const packages = new Map([...names].flatMap(installed));
    for (const version of [...packages.values()].sort()) hash.update(`${version}\0`);
    if (part === "laboratory") {
      const sources = filesBelow(join(root, kernelSources)).filter((path) => !isActivation(root, path));
      for (const path of sources) hash.update(`${posix(relative(root, path))}\0`).update(readFileSync(path));
      hash.update(JSON.stringify([kernelFlags, [...versionsOf("assemblyscript", root).values()].sort()]));
    }
    parts[part] = hash.digest("hex").slice(0, 32);
    files[part] = closure;
  }
  const { records } = readData(readFileSync(join(dist, activationRegistry), "utf8"), activations);
  for (const name of activations) {
    const kernel = `${activationSources}/${name}.ts`;
    const hash = createHash("sha256").update(`${records[name]}\0${kernel}\0`);
    hash.update(readFileSync(join(root, kernel)));
    parts[`activation ${name}`] = hash.digest("hex").slice(0, 32);
    files[`activation ${name}`] = [kernel];
  }
  // What such a module uses, nobody knows but itself: all that it could.
  const hash = createHash("sha256");
  files.program = closureOf("program", [forModules]);
  for (const path of files.program) hash.update(`${path}\0${contentOf(path)}\0`);
  for (const [part, own] of Object.entries(parts).sort(([a], [b]) => (a < b ? -1 : 1)))
    if (!/^(work|claim) |^drawing$/.test(part)) hash.update(`${part} ${own}\0`);
  parts.program = hash.digest("hex").slice(0, 32);
  return { parts, files };
};

export const writeIdentity = async (root) => {
  const identity = hashProgram(root, await readProgram(root));
  writeFileSync(join(root, "dist", "identity.json"), `${JSON.stringify(identity, null, 1)}\n`);
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeIdentity(process.argv[2] ?? dirname(dirname(fileURLToPath(import.meta.url))));
}
