import { defineConfig } from "vitest/config";

/**
 * Tests with a real Slurm (`npm run test:slurm`): two virtual nodes on this machine, as root; and the sharing of a folder,
 * EBM_TEST_ROUNDS times.
 */
export default defineConfig({
  test: {
    include: ["test/slurm/**/*.test.ts", "test/run/share.test.ts"],
    globalSetup: ["test/slurm/cluster.ts"],
    testTimeout: 400_000,
    hookTimeout: 120_000,
    maxWorkers: 1,
  },
});
