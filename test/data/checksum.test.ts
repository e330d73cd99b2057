import fs, { mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { checksum } from "../../src/data/checksum.ts";
import { mnistChecksums } from "../../src/data/dataset.ts";
import { findDataset } from "../../src/data/recognise.ts";

/** How many files are opened while `body` runs. */
const opensDuring = (body: () => void): number => {
  const { openSync } = fs;
  let opens = 0;
  fs.openSync = (...given) => {
    opens += 1;
    return openSync(...given);
  };
  syncBuiltinESMExports();
  try {
    body();
  } finally {
    fs.openSync = openSync;
    syncBuiltinESMExports();
  }
  return opens;
};

it("a file that has not changed since is not read again", () => {
  const path = findDataset(null).paths.testLabels!;
  checksum(path);
  expect(
    opensDuring(() => {
      expect(checksum(path)).toBe(mnistChecksums.testLabels);
    }),
  ).toBe(0);
});

it("a file that was written just now is, whatever its times say: two writes may have the same", () => {
  const folder = mkdtempSync(join(tmpdir(), "ebm-checksum-"));
  const path = join(folder, "labels");
  writeFileSync(path, "one");
  const { atime, mtime } = statSync(path);
  const first = checksum(path);
  writeFileSync(path, "two");
  utimesSync(path, atime, mtime);
  expect(checksum(path)).not.toBe(first);
  expect(readFileSync(path, "utf8")).toBe("two");
  rmSync(folder, { recursive: true });
});
