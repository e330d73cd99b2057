import { withFindings } from "../../report/chart/alt-text.ts";
import type { DrawPictures } from "../../report/drawing/pictures.ts";
import type { DrawnBefore } from "../../report/result/drawn-before.ts";
import type { Run } from "../../report/result/manifest.ts";
import { putReport, putRunRecord, type Report, reportNames } from "../../report/result/report.ts";
import type { Put } from "../../report/result/result-folder.ts";
import { digestOf, drawingOf, readIdentity } from "../../run/identity.ts";
import type { Judgement } from "../../verify/judge.ts";
import { seeds } from "../../verify/measure/small-network.ts";
import { claimsChart, hasOrders } from "../../verify/order/claims.chart.ts";
import { ordersChart } from "../../verify/order/orders.chart.ts";
import { pages } from "../../verify/report/markdown.ts";
import { partColumns, partRows, pointColumns, pointRows, recordOf } from "../../verify/report/tables.ts";
import { numberText } from "../../verify/window.ts";
import { readProvenance, wallClock } from "../result/provenance.ts";

interface Origin {
  readonly settings: { readonly claims: "small" | "all"; readonly paper?: string };
  readonly configHash: string;
  readonly dataset: Readonly<Record<string, string>>;
  readonly started: Date;
  readonly counts: { readonly computed: number; readonly reused: number };
  readonly draw: DrawPictures;
  readonly drawnBefore: DrawnBefore;
}

/** The orders that were measured, of the claims whose curves are drawn. */
const orderFindings = (judgements: readonly Judgement[]) =>
  judgements
    .filter(({ points }) => points.length > 0)
    .map(({ claim, parts, verdict }) => ({
      label: claim.id,
      value: `${parts.map(({ name, measured }) => `${name} ${numberText(measured)}`).join(", ")}; ${verdict}`,
    }));

/** Puts the files of a verification: table and curves as CSV, JSON, Markdown, the chart, and where they come from. */
export const putResult = async (
  put: Put,
  name: string,
  judgements: readonly Judgement[],
  { settings, configHash, dataset, started, counts, draw, drawnBefore }: Origin,
): Promise<Pick<Report, "undrawn"> & { readonly files: readonly string[] }> => {
  const command = [
    "ebm verify",
    ...(settings.claims === "all" ? ["--full"] : []),
    ...(settings.paper === undefined ? [] : [`--paper ${settings.paper}`]),
  ].join(" ");
  const names = (columns: typeof partColumns) => columns.map((column) => column.name);
  const points = pointRows(judgements);
  const parts = partRows(judgements);
  const measured = new Set(
    points.filter(({ error }) => Number(error) > 0).map(({ series }) => String(series)),
  );
  const identity = readIdentity();
  const run: Run = {
    ...(await readProvenance()),
    experiment: "verify",
    configHash,
    engine: digestOf(identity),
    precision: "float64",
    dataset: { ...dataset },
    seeds: [...new Set(points.map(({ seed }) => Number(seed)))].sort((a, b) => a - b),
    outcomes: {},
    cells: counts,
    started,
    finished: wallClock(),
  };
  const report = await putReport(
    {
      name,
      tables: [
        { name: "parts", columns: names(partColumns), rows: parts },
        { name: "curves", columns: names(pointColumns), rows: points },
      ],
      chart: () => withFindings(ordersChart(name, seeds.length, measured), orderFindings(judgements)),
      moreCharts: hasOrders(parts) ? { claims: () => claimsChart(name, parts) } : {},
      more: Object.entries({
        [`${name}.json`]: `${JSON.stringify({ command, claims: judgements.map(recordOf) }, null, 2)}\n`,
        ...pages(name, judgements, command),
      }),
      config: `# Made by \`${command}\`. The windows are data in src/verify/claims, and nothing here can be set.\nclaims: ${settings.claims}\n${settings.paper === undefined ? "" : `paper: ${settings.paper}\n`}`,
      run,
      drawing: drawingOf(identity),
      draw,
      drawnBefore,
    },
    put,
  );
  await putRunRecord(run, report, put);
  return { files: reportNames(report), undrawn: report.undrawn };
};
