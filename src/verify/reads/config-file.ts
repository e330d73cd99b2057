import { fileURLToPath } from "node:url";
import { ownFile } from "../../package-root.ts";

/** The path of one of the program's own configs, such as `published-code/fig3c`. */
export const configFile = (name: string): string => {
  return fileURLToPath(ownFile(`configs/${name}.yaml`));
};
