// Builds dist/: the two WASM engines from one generic source, then the TypeScript, then the fingerprint of
// everything that can change a number (so that cells computed by other numerics are never taken for ours).
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const run = (script, args) =>
  execFileSync(process.execPath, [join(root, "node_modules", ...script), ...args], {
    cwd: root,
    stdio: "inherit",
  });

rmSync(join(root, "dist"), { recursive: true, force: true });
mkdirSync(join(root, "dist", "linalg"), { recursive: true });
for (const [real, name] of [
  ["f64", "float64"],
  ["f32", "float32"],
]) {
  run(
    ["assemblyscript", "bin", "asc.js"],
    [
      "src/linalg/assembly/index.ts",
      "--use",
      `real=${real}`,
      "--outFile",
      `dist/linalg/${name}.wasm`,
      "--runtime",
      "stub",
      "--importMemory",
      "--noExportMemory",
      "--enable",
      "simd",
      "-O3",
      "--noAssert",
    ],
  );
}
run(["typescript", "bin", "tsc"], ["-p", "tsconfig.json"]);
// The types that programs see keep their comments.
run(
  ["typescript", "bin", "tsc"],
  ["-p", "tsconfig.json", "--declaration", "--emitDeclarationOnly", "--removeComments", "false"],
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

// The report's page: one script and one style that it carries inside itself.
buildSync({
  absWorkingDir: root,
  entryPoints: { page: "src/report/page/browser/main.ts" },
  outdir: "dist/report/page",
  bundle: true,
  minify: true,
  format: "iife",
  platform: "browser",
  // A "</script>" in a text would end the script that it is in.
  supported: { "inline-script": false },
  target: "es2022",
});
buildSync({
  absWorkingDir: root,
  entryPoints: { page: "src/report/page/style.css" },
  outdir: "dist/report/page",
  minify: true,
});

/** Folders whose code can change a number; `cli`, `report`, `run` and `config` can't. */
const numerics = [
  "linalg",
  "random",
  "network",
  "weights",
  "energy",
  "inference",
  "gradient",
  "tensorflow",
  "training",
  "statistics",
  "data",
  "bench",
  "experiments",
];
const hash = createHash("sha256");
for (const folder of numerics) {
  const files = readdirSync(join(root, "dist", folder), { recursive: true })
    .map(String)
    .sort();
  for (const file of files.filter((name) => /\.(js|wasm)$/.test(name) && !/(^|[/\\])chart\.js$/.test(name))) {
    hash
      .update(`${folder}/${file.replaceAll("\\", "/")}\0`)
      .update(readFileSync(join(root, "dist", folder, file)));
  }
}
writeFileSync(
  join(root, "dist", "fingerprint.json"),
  `${JSON.stringify({ engine: hash.digest("hex").slice(0, 16) })}\n`,
);
