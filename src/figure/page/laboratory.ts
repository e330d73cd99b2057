import { openDataset } from "../../data/dataset.ts";
import { theoryText } from "../../experiments/estimator-order/chart.ts";
import { estimators } from "../../gradient/registry.ts";
import type { LaboratoryContent } from "../../page/text/content.ts";
import type { Verdict } from "../../report/page/content.ts";
import type { Cell } from "../../rows/cell.ts";
import { namedConfig } from "../configs/config-files.ts";
import { resolveConfig } from "../configs/resolved-config.ts";

/** Training images that a page carries. */
const images = 10;
const imageSize = 784;

/** What a laboratory in a page is made of; `start` is the fragment that it begins with. */
export const laboratoryContent = (start: string, verdicts: readonly Verdict[]): LaboratoryContent => ({
  digits: firstDigits(),
  templates: {
    euler: settingsOf("fig3a", ({ settings }) => solverOf(settings) === "euler"),
    equilibrium: settingsOf("fig3a", ({ settings }) => solverOf(settings) === "equilibrium"),
    order: settingsOf("estimator-order", () => true),
  },
  estimators: estimators
    .filter(({ dial }) => dial !== null)
    .map(({ name, label, energy, dial, order }) => ({
      name,
      label,
      energy: energyNames[energy ?? ""] ?? "none: other algorithms",
      dial: dial!,
      theory: theoryText(order),
    })),
  start,
  verdicts,
});

const energyNames: Readonly<Record<string, string>> = {
  "predictive-coding": "predictive coding",
  hopfield: "Hopfield (equilibrium propagation)",
  "layered-feedback": "layered feedback (contrastive Hebbian learning)",
};

const firstDigits = (): LaboratoryContent["digits"] => {
  const { train, close } = openDataset(null);
  try {
    const pixels = new Uint8Array(images * imageSize);
    for (let at = 0; at < images; at++)
      train.readPixels(at, pixels.subarray(at * imageSize, (at + 1) * imageSize));
    return { labels: Array.from({ length: images }, (_, at) => train.label(at)), pixels };
  } finally {
    close();
  }
};

/** The settings of one of a figure's cells, as its command makes them. */
const settingsOf = (name: string, wanted: (cell: Cell) => boolean): Cell["settings"] => {
  const { experiment, config } = resolveConfig(namedConfig(name), []);
  // Checksums tell cells apart, and are no part of what is computed.
  return experiment.cells(config, {}).find(wanted)!.settings;
};

const solverOf = (settings: Cell["settings"]): unknown =>
  (settings.inference as { readonly solver?: unknown } | undefined)?.solver;
