import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { exitCode, UserError } from "../../errors.ts";
import { packageRoot } from "../../package-root.ts";

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
  const folder = join(packageRoot, "dist/report/page");
  if (!existsSync(join(folder, "page.js"))) {
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
