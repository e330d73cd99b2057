import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
// @ts-expect-error: the build is plain JavaScript.
import { isBuilt } from "./scripts/built.mjs";

const root = import.meta.dirname;
const sources = join(root, "src/");

/**
 * Loads what the build has made of a source in its place: seven hundred small files would each be transformed, and run somewhat slower,
 * in every worker.
 */
const fromBuild: Plugin = {
  name: "from-build",
  enforce: "pre",
  resolveId: (name, importer) => {
    const path = importer !== undefined && name.startsWith(".") ? resolve(dirname(importer), name) : "";
    if (!path.startsWith(sources) || !path.endsWith(".ts")) return null;
    const built = join(root, "dist", `${path.slice(sources.length, -".ts".length)}.js`);
    return existsSync(built) ? built : null;
  },
};

/** Never what is out of date: with a changed source, and where sources may still change, they are taken themselves. */
const isCurrent: boolean = process.argv.includes("run") && isBuilt(root);

export default defineConfig({
  plugins: isCurrent ? [fromBuild] : [],
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/scratch.ts"],
    // Those have configurations of their own: vitest.browser.config.ts, vitest.slurm.config.ts.
    exclude: ["test/browser/**", "test/slurm/**"],
    // The built program, which the tests of the command line run in their own process, stays as it is.
    server: { deps: { external: [/\/(?:dist|lib)\//] } },
    // No test depends on the clock; this ends what hangs, on a busy machine too.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // Files share a worker and the modules that it has loaded: five hundred small modules a file would cost more than the tests.
    isolate: false,
    // The default leaves one core idle, which on two cores is half of them.
    maxWorkers: "100%",
    execArgv: [
      // A collection of garbage that is divided among threads waits for cores which the other workers have.
      "--single-threaded",
      // Code that is optimised with all that it calls pays where it runs for long. Tests come to most of it for a moment, with ever new shapes
      // of its records, so that it is made, thrown away and made again: half of the processor time of the tests of inference.
      "--max-inlined-bytecode-size-cumulative=300",
    ],
  },
});
