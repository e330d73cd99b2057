import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { exitCode, UserError } from "../../errors.ts";

/** What `npm run build` makes of `browser/` and `style.css`. */
export interface Assets {
  readonly script: string;
  readonly style: string;
}

/** Reads the page's script and style from `dist/`. Throws `UserError` (environment) when they have not been built. */
export const readAssets = (): Assets => {
  const here = dirname(fileURLToPath(import.meta.url));
  const folders = [here, join(here, "../../../dist/report/page")];
  const folder = folders.find((each) => existsSync(join(each, "page.js")));
  if (folder === undefined) {
    throw new UserError(
      exitCode.environment,
      "a report needs its page's script, dist/report/page/page.js, which is missing; build it with `npm run build`",
    );
  }
  return {
    script: readFileSync(join(folder, "page.js"), "utf8"),
    style: readFileSync(join(folder, "page.css"), "utf8"),
  };
};
