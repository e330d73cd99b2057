// The script of a report: it makes its charts and tables live. The page is whole text without it.
import { type ChartOnPage, enliven, type LiveChart } from "./chart.ts";
import { readCells, type TextCells } from "./csv.ts";
import { startCopying, startTheme } from "./furniture.ts";
import { tableOf } from "./table.ts";
import { unpack } from "./unpack.ts";

// One per page: the charts that stand in it.
const live: LiveChart[] = [];

/** The texts of a result's CSV files by their names, unpacked when they are first asked for. */
const csvOf = (() => {
  const texts = new Map<Element, Promise<string>>();
  return async (result: string): Promise<Readonly<Record<string, string>>> => {
    const packed = [...document.querySelectorAll<HTMLElement>("script.csv")].filter(
      ({ dataset }) => dataset.result === result,
    );
    const entries = packed.map(async (script) => {
      const text = texts.get(script) ?? unpack(script.textContent ?? "");
      texts.set(script, text);
      return [script.dataset.file ?? "", await text] as const;
    });
    return Object.fromEntries(await Promise.all(entries));
  };
})();

const startChart = async (place: HTMLElement): Promise<void> => {
  const name = place.dataset.chart ?? "";
  const script = document.getElementById(`chart-${name}`);
  const content: Omit<ChartOnPage, "tables"> = JSON.parse(script?.textContent ?? "");
  const texts = await csvOf(name);
  const tables: Record<string, TextCells> = {};
  for (const [file, text] of Object.entries(texts)) tables[file] = readCells(text);
  const chart = enliven({ ...content, tables }, place);
  live.push(chart);
  await chart.redraw();
  place.dataset.state = "drawn";
};

const startTable = async (place: HTMLElement): Promise<void> => {
  const { result = "", table: file = "" } = place.dataset;
  const texts = await csvOf(result);
  place.replaceChildren(tableOf(file, texts[file] ?? ""));
  place.dataset.state = "drawn";
};

/** Starts each of the places once, when it comes near the window or the page is to be printed. */
const whenNear = (selector: string, start: (place: HTMLElement) => Promise<void>): void => {
  const waiting = new Set(document.querySelectorAll<HTMLElement>(selector));
  const begin = (place: HTMLElement): void => {
    if (!waiting.delete(place)) return;
    observer.unobserve(place);
    start(place).catch((error: unknown) => {
      place.textContent = `This part could not be shown: ${error instanceof Error ? error.message : String(error)}`;
    });
  };
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) if (isIntersecting) begin(target as HTMLElement);
    },
    { rootMargin: "600px" },
  );
  for (const place of waiting) observer.observe(place);
  addEventListener("beforeprint", () => {
    for (const place of [...waiting]) begin(place);
  });
};

const redrawAll = (): void => {
  for (const chart of live) chart.redraw();
};

const startResizing = (): void => {
  let width = innerWidth;
  let timer = 0;
  addEventListener("resize", () => {
    if (innerWidth === width) return; // the address bar of a phone comes and goes
    width = innerWidth;
    clearTimeout(timer);
    timer = window.setTimeout(redrawAll, 150);
  });
};

startTheme(redrawAll);
startCopying();
startResizing();
whenNear("[data-chart]", startChart);
whenNear("[data-table]", startTable);
