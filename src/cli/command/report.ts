import { type Command, InvalidArgumentError, Option } from "commander";
import type { PaperFormat } from "../../report/paper/paper-figure.ts";
import { refuseRepeats } from "../flags.ts";
import { printData, printJson, printNote } from "../output.ts";

const help = `
Examples:
  ebm report                              every result in results/, as report.html
  ebm report fig3a my-sweep --out two.html
  ebm report --compare fig3a other/fig3a  two results over one another
  ebm report all --crate --out archive    an RO-Crate 1.1: data, figures, configs, provenance
  ebm report fig3a --format pdf --width 85mm --no-title    for a paper: fig3a.pdf
  ebm report all --format png --width 180mm --dpi 600 --out figures/

The page needs no network and no other file: it can be sent.
`;

interface ReportFlags {
  readonly out?: string;
  readonly results: string;
  readonly format: "html" | PaperFormat;
  readonly width?: number;
  readonly title: boolean;
  readonly dpi: number;
  readonly compare?: true;
  readonly crate?: true;
  readonly json?: true;
  readonly quiet?: true;
}

export const registerReport = (program: Command): void => {
  const command = program
    .command("report")
    .summary("results as one page to send, or as figures for a paper")
    .description(
      "Writes one self-contained HTML file: for each result its question, a live chart, findings, data, config, the command that makes it and its provenance. With another --format: its figures, for a paper.",
    )
    .argument("[names...]", "results by name or folder; all of them without a name")
    .option("--out <path>", "what to write (default: report.html, or the figures' names)")
    .option("--results <dir>", "folder of the results", "results")
    .option("--compare", "show two results over one another, with what differs")
    .option("--crate", "write a folder for an archive: an RO-Crate 1.1 (default: crate)")
    .addOption(
      new Option("--format <type>", "html, or for papers pdf, svg (both with their fonts) or png")
        .choices(["html", "pdf", "svg", "png"])
        .default("html"),
    )
    .option("--width <length>", "of a figure for a paper, as in 85mm, 3.3in or 240pt", millimetres)
    .option("--no-title", "leave title and settings to the paper's caption")
    .option("--dpi <number>", "dots an inch of a png", dotsAnInch, 300)
    .option("--json", "make standard output one JSON object")
    .option("--quiet", "print nothing but the files' paths")
    .addHelpText("after", help)
    .action(async (names: readonly string[], flags: ReportFlags) => {
      const files = await write(names, flags);
      if (flags.json === true) printJson({ files });
      else for (const file of files) printData(file);
      if (flags.json !== true && flags.quiet !== true && flags.format === "html" && flags.crate !== true)
        printNote("one file, with its data: open it, or send it");
    });
  for (const other of ["compare", "format"])
    command.options.find(({ long }) => long === "--crate")?.conflicts(other);
  command.options.find(({ long }) => long === "--compare")?.conflicts("format");
  refuseRepeats(command);
};

const write = async (names: readonly string[], flags: ReportFlags): Promise<readonly string[]> => {
  const { results, out, format } = flags;
  if (flags.crate === true) {
    const { writeCrate } = await import("../../figure/report/write-crate.ts");
    return [await writeCrate({ names, results, folder: out ?? "crate" })];
  }
  if (format === "html") {
    const { writeReport } = await import("../../figure/report/report-results.ts");
    return [
      await writeReport({ names, results, file: out ?? "report.html", compare: flags.compare === true }),
    ];
  }
  const { writePaperFigures } = await import("../../figure/report/paper-figures.ts");
  const { width = null, title, dpi } = flags;
  return writePaperFigures({ names, results, out: out ?? null, format, width, title, dotsAnInch: dpi });
};

const inMillimetres: Readonly<Record<string, number>> = { mm: 1, cm: 10, in: 25.4, pt: 25.4 / 72 };

const millimetres = (text: string): number => {
  const [, number = "", unit = ""] = /^(\d+(?:\.\d+)?)(mm|cm|in|pt)$/.exec(text) ?? [];
  const width = Number(number) * (inMillimetres[unit] ?? 0);
  if (width >= 20 && width <= 1000) return width;
  throw new InvalidArgumentError("expected a length from 20mm to 1000mm with its unit, as in 85mm or 3.3in");
};

const dotsAnInch = (text: string): number => {
  const dots = Number(text);
  if (Number.isInteger(dots) && dots >= 30 && dots <= 2400) return dots;
  throw new InvalidArgumentError("expected a whole number from 30 to 2400");
};
