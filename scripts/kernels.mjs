// The two WASM engines, from one generic source. Each file in `activation/` registers an activation, and all of them are compiled in.
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Where the sources of the kernels are, and those of the activations among them. */
export const kernelSources = "src/linalg/assembly";
export const activationSources = `${kernelSources}/activation`;

/** How they are compiled, whatever the precision. */
export const kernelFlags = [
  ["--runtime", "stub"],
  ["--importMemory", "--noExportMemory"],
  ["--enable", "simd"],
  ["-O3", "--noAssert"],
].flat();

const reals = { float64: "f64", float32: "f32" };

/** Compiles `dist/linalg/<precision>.wasm`. */
export const compileKernels = (root, precisions = Object.keys(reals)) => {
  mkdirSync(join(root, "dist", "linalg"), { recursive: true });
  const activations = readdirSync(join(root, activationSources)).sort();
  const sources = [`${kernelSources}/index.ts`, ...activations.map((file) => `${activationSources}/${file}`)];
  for (const name of precisions) {
    const out = ["--use", `real=${reals[name]}`, "--outFile", `dist/linalg/${name}.wasm`];
    const compiler = join(root, "node_modules", "assemblyscript", "bin", "asc.js");
    execFileSync(process.execPath, [compiler, ...sources, ...out, ...kernelFlags], {
      cwd: root,
      stdio: "inherit",
    });
  }
};
