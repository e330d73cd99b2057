import { nearestName } from "../../config/nearest.ts";
import { exitCode, UserError } from "../../errors.ts";
import { figureFragments } from "../../page/state/fragment.ts";
import { laboratoryLinks, laboratoryMarkup } from "../../page/text/laboratory.ts";
import { type Assets, readAssets } from "../../report/page/assets.ts";
import type { Verdict } from "../../report/page/content.ts";
import { type Annex, citationSection } from "../../report/page/document.ts";
import { html } from "../../report/page/html.ts";
import { packed } from "../../report/page/packed.ts";
import { pageShell } from "../../report/page/shell.ts";
import { commandLine } from "../command-line.ts";
import { citationOf } from "../report/citation.ts";
import { readVerdicts } from "../report/verdicts.ts";
import { writeFile } from "../report/write-file.ts";
import { readProvenance } from "../result/provenance.ts";
import { laboratoryContent } from "./laboratory.ts";

export interface PageRequest {
  /** The file that is written. */
  readonly file: string;
  /** Folder of results, for the verdicts. */
  readonly results: string;
  /** The figure that the page begins with; null for its beginning. */
  readonly figure: string | null;
}

/** Writes the laboratory as one HTML file, and returns its path. Throws `UserError` (usage) for a figure that it does not have. */
export const writePage = async ({ file, results, figure }: PageRequest): Promise<string> => {
  const assets = readAssets();
  const { markup, links, script, style } = laboratory(
    assets,
    readVerdicts(results),
    fragmentOf(figure),
    true,
  );
  const citation = citationOf(await readProvenance());
  const command = commandLine(["page", ...(figure === null ? [] : ["--open", figure]), "--out", file]);
  const text = pageShell({
    title: "A laboratory for energy-based models and backpropagation",
    about:
      "Everything here is computed in your browser, by the program that makes the figures and to the same bits as in its CSV files. No network is asked for anything.",
    contents: [...links, ["cite", "How to cite"]],
    main: html`${markup}
${citationSection({ citation, command })}`,
    scripts: [script],
    styles: [assets.style, style],
    computes: true,
  });
  writeFile(file, text);
  return file;
};

/** The laboratory as a part of a report. */
export const laboratoryAnnex = (assets: Assets, verdicts: readonly Verdict[]): Annex =>
  laboratory(assets, verdicts, "", false);

const laboratory = (
  assets: Assets,
  verdicts: readonly Verdict[],
  start: string,
  isAlone: boolean,
): Annex => ({
  links: laboratoryLinks,
  markup: laboratoryMarkup(laboratoryContent(start, verdicts), packed(assets.worker)),
  script: isAlone ? assets.laboratoryAlone : assets.laboratory,
  style: assets.laboratoryStyle,
});

const fragmentOf = (figure: string | null): string => {
  if (figure === null) return "";
  const found = figureFragments[figure];
  if (found !== undefined) return found;
  const names = Object.keys(figureFragments);
  const near = nearestName(figure, names);
  throw new UserError(
    exitCode.usage,
    `--open: expected one of ${names.join(", ")}, found ${figure}; ${near === null ? "write one of these" : `did you mean ${near}?`}`,
  );
};
