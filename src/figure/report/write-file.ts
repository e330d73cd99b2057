import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileError } from "../../report/result/result-folder.ts";

/** Writes a file whole or not at all. Throws `UserError` when the system refuses. */
export const writeFile = (file: string, content: string | Uint8Array): void => {
  const target = resolve(file);
  const beside = `${target}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(beside, content, { flag: "wx" });
    renameSync(beside, target);
  } catch (error) {
    rmSync(beside, { force: true });
    throw fileError(dirname(file), error);
  }
};
