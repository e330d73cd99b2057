import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { exitCode, UserError } from "../../errors.ts";

/** What `npm run build` makes of `browser/` and `style.css`. */
export interface Assets {
  /** Of a report. */
  readonly script: string;
  readonly style: string;
  /** Of the laboratory: within a report, or alone; its style, and the worker that computes. */
  readonly laboratory: string;
  readonly laboratoryAlone: string;
  readonly laboratoryStyle: string;
  readonly worker: string;
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
  const read = (file: string) => readFileSync(join(folder, file), "utf8");
  return {
    script: read("page.js"),
    style: read("page.css"),
    laboratory: read("laboratory.js"),
    laboratoryAlone: read("laboratory-alone.js"),
    laboratoryStyle: read("laboratory.css"),
    worker: read("worker.js"),
  };
};
