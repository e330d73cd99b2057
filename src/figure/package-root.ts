import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The program's own folder, with `package.json`, `configs/` and `dist/`, whether this file runs from src/ or dist/. */
export const packageRoot = fileURLToPath(new URL("../..", import.meta.url));

/** The version in `package.json`. */
export const programVersion = (): string => {
  const { version } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as {
    version: string;
  };
  return version;
};
