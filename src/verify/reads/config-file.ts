import { fileURLToPath } from "node:url";

/** The path of one of the program's own configs, such as `published-code/fig3c`. */
export function configFile(name: string): string {
  return fileURLToPath(new URL(`../../../configs/${name}.yaml`, import.meta.url));
}
