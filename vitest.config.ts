import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
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
  },
});
