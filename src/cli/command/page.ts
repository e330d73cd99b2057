import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Command } from "commander";
import { refuseRepeats } from "../flags.ts";
import { printData, printNote } from "../output.ts";

const help = `
Examples:
  ebm page                         the laboratory, as page.html
  ebm page --open                  the same, in your browser
  ebm page --open fig3a            beginning where Fig. 3A is
  ebm page --out lecture.html

One file, which needs no network and no other file. What it shows is computed in
it, to the same bits as in the CSV files; each state has its link, and the
command that makes it.
`;

interface PageFlags {
  readonly out: string;
  readonly results: string;
  readonly open?: string | true;
  readonly quiet?: true;
}

export const registerPage = (program: Command): void => {
  const command = program
    .command("page")
    .summary("a laboratory in one HTML file: move λ, and see the number computed")
    .description(
      "Writes a page in which the theory is computed live: the infinitesimal inference limit, and the orders of all estimators.",
    )
    .option("--out <file>", "what to write", "page.html")
    .option(
      "--open [figure]",
      "show it in your browser, beginning at a figure (fig2a … fig3a, estimator-order)",
    )
    .option("--results <dir>", "folder of the results, for the verdicts of ebm verify", "results")
    .option("--quiet", "print nothing but the file's path")
    .addHelpText("after", help)
    .action(async ({ out, results, open, quiet }: PageFlags) => {
      const { writePage } = await import("../../figure/page/write-page.ts");
      const figure = typeof open === "string" ? open : null;
      printData(await writePage({ file: out, results, figure }));
      const address = pathToFileURL(resolve(out)).href;
      if (open !== undefined) show(address);
      if (quiet !== true) printNote(`one file: open ${address}, or send it`);
    });
  refuseRepeats(command);
};

const openers: Readonly<Record<string, readonly string[]>> = {
  darwin: ["open"],
  win32: ["cmd", "/c", "start", ""],
};

/** Hands an address to the system's browser, or to that of BROWSER; without one the note below it has to do. */
const show = (address: string): void => {
  const own = process.env.BROWSER;
  const [program = "xdg-open", ...words] =
    own === undefined || own === "" ? (openers[process.platform] ?? ["xdg-open"]) : [own];
  spawn(program, [...words, address], { stdio: "ignore", detached: true })
    .on("error", () => {})
    .unref();
};
