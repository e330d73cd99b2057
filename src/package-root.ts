import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The program's own folder, whether this runs from src/, from dist/ (module by module) or from lib/ (in one piece). */
export const packageRoot = fileURLToPath(new URL("..", import.meta.url));

/** The URL of something in the program's own folder, such as `dist/identity.json`. */
export const ownFile = (path: string): URL => new URL(`../${path}`, import.meta.url);

/** The version in `package.json`. */
export const programVersion = (): string => {
  const { version } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as {
    version: string;
  };
  return version;
};
