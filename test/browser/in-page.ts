import { openLaboratory } from "../../src/bench/open-laboratory.ts";
import { perform } from "../../src/bench/work.ts";
import { works } from "../../src/experiments/works.ts";
import { namedConfig } from "../../src/figure/configs/config-files.ts";
import { resolveConfig } from "../../src/figure/configs/resolved-config.ts";
import type { Cell } from "../../src/rows/cell.ts";

const cellsOf = (name: string): readonly Cell[] => {
  const { experiment, config } = resolveConfig(namedConfig(name), []);
  return experiment.cells(config, {});
};

/** All of fig2a, ten cells of fig3a, and a curve of estimator-order. */
export const sampledCells = (): readonly Cell[] => {
  const fig3a = cellsOf("fig3a");
  const every = Math.floor(fig3a.length / 10);
  const order = cellsOf("estimator-order").find(
    ({ settings }) => settings.estimator === "ep-symmetric" && settings.precision === "float32",
  )!;
  return [...cellsOf("fig2a"), ...fig3a.filter((_, at) => at % every === 0).slice(0, 10), order];
};

/** A script for a page: a promise of the results of cells, computed in a worker of the page's own text. */
export const computingScript = (cells: readonly Cell[]): string => `(async (asked) => {
  const text = (id) => document.getElementById(id).textContent;
  const carried = JSON.parse(text("laboratory-data"));
  const bytes = (base64) => Uint8Array.from(atob(base64.trim()), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes(text("laboratory-worker"))]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const worker = new Worker(URL.createObjectURL(new Blob([await new Response(stream).text()])));
  const digits = { labels: carried.labels, pixels: bytes(carried.pixels) };
  const results = [];
  await new Promise((resolve, reject) => {
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.onmessage = ({ data }) => {
      if (data.kind === "failed") reject(new Error(data.message));
      if (data.kind !== "cell") return;
      results[data.id - 1] = data.result;
      if (Object.keys(results).length === asked.length) resolve();
    };
    worker.postMessage({ kind: "setup", digits, templates: carried.templates });
    asked.forEach(({ work, settings }, at) => worker.postMessage({ kind: "cell", id: at + 1, work, settings }));
  });
  worker.terminate();
  return results;
})(${JSON.stringify(cells)})`;

/** The same cells by the built-in engine in Node. */
export const computedHere = async (cells: readonly Cell[]): Promise<readonly unknown[]> => {
  const laboratory = openLaboratory();
  const results = [];
  for (const { work, settings } of cells)
    results.push(await perform(works.find(({ name }) => name === work)!, settings, laboratory));
  laboratory.close();
  return results;
};
