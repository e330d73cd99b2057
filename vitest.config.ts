import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Those have a configuration of their own: vitest.browser.config.ts.
    exclude: ["test/browser/**"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // The default leaves one core idle, which on two cores is half of them.
    maxWorkers: "100%",
  },
});
