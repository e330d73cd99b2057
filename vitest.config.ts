import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Files that take many times as long as most, the longest first. Without durations from a run before, as in a fresh clone, Vitest
 * begins with those of the most bytes: one of these would come late, and the other cores wait for it at the end.
 */
const longest = ["test/verify/claims.test.ts"];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = longest.findIndex((file) => moduleId.endsWith(file));
      return at < 0 ? longest.length : at;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Those have configurations of their own: vitest.browser.config.ts, vitest.slurm.config.ts.
    exclude: ["test/browser/**", "test/slurm/**"],
    sequence: { sequencer: LongestFirst },
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
