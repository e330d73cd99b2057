import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
// @ts-expect-error: the build is plain JavaScript.
import { isBuilt, markBuilt } from "../../scripts/built.mjs";

const root = mkdtempSync(join(tmpdir(), "ebm-built-"));
afterAll(() => rmSync(root, { recursive: true }));

it("what is built is taken for good until a source, a package or a built file is another one, or is missing", () => {
  for (const folder of ["src/room", "scripts", "configs", "dist", "lib", "node_modules"])
    mkdirSync(join(root, folder), { recursive: true });
  const files = ["package.json", "package-lock.json", "node_modules/.package-lock.json", "src/room/a.ts"];
  files.push("scripts/build.mjs", "configs/fig2a.yaml", "dist/a.js", "lib/a.js");
  for (const file of files) writeFileSync(join(root, file), "as it is");
  expect(isBuilt(root)).toBe(false);
  markBuilt(root);
  expect(isBuilt(root)).toBe(true);
  for (const file of files) {
    writeFileSync(join(root, file), "another");
    expect(isBuilt(root), file).toBe(false);
    rmSync(join(root, file));
    expect(isBuilt(root), file).toBe(false);
    writeFileSync(join(root, file), "as it is");
    expect(isBuilt(root), file).toBe(true);
  }
  writeFileSync(join(root, "src/room/b.ts"), "");
  expect(isBuilt(root)).toBe(false);
});
