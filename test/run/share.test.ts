import { spawn } from "node:child_process";
import { describe, expect, it } from "vitest";
import { driverCommand, expectedRows, notingIn } from "./driver.ts";
import { temporaryFolder } from "./helpers.ts";
import { examine, moments, processes, type Start, share } from "./sharing.ts";

const plain = async (root: string): Promise<Start> => {
  const command = await driverCommand(root, 1);
  return (_index, ledger) =>
    spawn(process.execPath, command, { env: notingIn(ledger), stdio: ["ignore", "pipe", "inherit"] });
};

describe(`${processes} processes at once in one folder, one of them killed`, () => {
  it.each(moments(16, 23))(
    "after %i cells: the same bytes, and no cell twice but the killed one's",
    async (total) => {
      const root = temporaryFolder();
      const shared = await share(root, await plain(root), total);
      examine(shared, await expectedRows);
      expect(shared.busy).toBeGreaterThan(1);
    },
  );
});
