import { networkOf } from "../../network/description/description.ts";
import { networkText } from "../../network/description/name.ts";
import { inferenceText } from "../../report/chart/setting.ts";
import type { Rows } from "../../rows/rows.ts";
import type { Summary } from "../../rows/summary.ts";
import { type Spread, spreadOf } from "../../statistics/spread.ts";
import type { Experiment } from "../experiment.ts";
import { chart } from "./chart.ts";
import { tables } from "./columns.ts";
import { type AuditConfig, cells, check, schema } from "./config.ts";
import { type Regime, regimeOf } from "./regime.ts";

const numbers = (rows: Rows, column: string): number[] =>
  rows.flatMap((row) => (typeof row[column] === "number" ? [row[column]] : []));

const spread = (rows: Rows, column: string): Spread => spreadOf(numbers(rows, column));

/** Three digits; of what is near 1 as many as tell it from 1. */
const short = (value: number | null): string => {
  if (value === null) return "–";
  const gap = Math.abs(1 - value);
  if (gap > 0 && gap < 0.1) {
    const exponent = Number(gap.toExponential().split("e")[1]);
    return value.toFixed(Math.min(16, 1 - exponent));
  }
  const rounded = Number(value.toPrecision(3));
  return rounded === 0 || Math.abs(rounded) >= 1e-3 ? String(rounded) : rounded.toExponential();
};

/** `0.99910 ± 0.003`. */
const withDeviation = ({ mean, sd }: Spread): string =>
  mean === null || sd === null ? short(mean) : `${short(mean)} ± ${short(Number(sd.toPrecision(1)))}`;

const percent = (value: number | null): string =>
  value === null ? "–" : `${Number((100 * value).toPrecision(value > 0.99 ? 4 : 3))} %`;

const inWords: Readonly<Record<Regime, string>> = {
  "backprop-like": "backprop-like",
  "partially-relaxed": "partially relaxed",
  "equilibrium-near": "equilibrium, near",
  "equilibrium-far": "equilibrium, far",
};

const explained: Readonly<Record<Regime, string>> = {
  "backprop-like": "backprop-like, the first signal",
  "partially-relaxed": "partially relaxed",
  "equilibrium-near": "equilibrium near the free phase, the infinitesimal limit",
  "equilibrium-far": "equilibrium far from the free phase, prospective",
};

const regimeText = (relaxed: number | null, error: number | null): string => {
  const regime = regimeOf(relaxed, error);
  return regime === null ? "–" : inWords[regime];
};

/** The smallest and the largest of a column over seeds, `18`, `16 to 20`. */
const range = (rows: Rows, column: string): string => {
  const found = numbers(rows, column);
  if (found.length === 0) return "–";
  const [least, most] = [Math.min(...found), Math.max(...found)].map(short);
  return least === most ? least! : `${least} to ${most}`;
};

/** `87 steps of 0.1`, `175 steps of 0.1 (59 of 64 images)`. */
const stepsText = (rows: Rows, column: string, longest: number): string => {
  const found = numbers(rows, column);
  const [size] = numbers(rows, "watched_step_size");
  if (found.length === 0) return size === undefined ? "–" : `not within ${longest} steps of ${size}`;
  const part = found.length === rows.length ? "" : ` (${found.length} of ${rows.length} images)`;
  return `${Math.round(spreadOf(found).mean!)} steps of ${size}${part}`;
};

const layerTable = (rows: Rows): NonNullable<Summary["table"]> => {
  const layers = [...new Set(numbers(rows, "layer"))];
  return {
    columns: ["layer", "cosine", "norm", "error", "relaxed", "signal", "regime"],
    rows: layers.map((layer) => {
      const own = rows.filter((row) => row.layer === layer);
      const [relaxed, error] = [spread(own, "relaxed").mean, spread(own, "relative_error").mean];
      const arrivals = numbers(own, "arrival");
      return [
        layer === layers.at(-1) ? `${layer} (out)` : String(layer),
        withDeviation(spread(own, "cosine")),
        short(spread(own, "norm_ratio").mean),
        short(error),
        percent(relaxed),
        arrivals.length === 0 ? "never" : `step ${Math.max(...arrivals)}`,
        regimeText(relaxed, error),
      ];
    }),
  };
};

type Finding = Summary["findings"][number];

const ofEstimate = (images: Rows, config: AuditConfig): Finding[] => {
  const [cosine, error, relaxed] = ["cosine", "relative_error", "relaxed"].map((name) =>
    spread(images, name),
  );
  const regime = regimeOf(relaxed!.mean, error!.mean);
  const lowest = numbers(images, "cosine");
  return [
    {
      label: "network",
      value: `${networkText(networkOf(config.network))}, ${config.loss.replaceAll("-", " ")}`,
    },
    {
      label: "asked",
      value: `λ = ${config.lambda}, ${inferenceText(config.inference.solver, config)}; ${config.dataset.images} images`,
    },
    {
      label: "cosine",
      value: `${withDeviation(cosine!)}${lowest.length === 0 ? "" : `, lowest ${short(Math.min(...lowest))}`}`,
    },
    { label: "relative error", value: withDeviation(error!) },
    {
      label: "regime",
      value: regime === null ? "unknown" : `${explained[regime]} (${percent(relaxed!.mean)} of the way)`,
    },
    {
      label: "at its equilibrium",
      value: `cosine ${short(spread(images, "equilibrium_cosine").mean)}, relative error ${short(spread(images, "equilibrium_relative_error").mean)}`,
    },
  ];
};

const ofDynamics = (images: Rows, { longest }: AuditConfig): Finding[] => {
  const onKinks = images.filter((row) => row.equilibrium === "kink").length;
  const several = images.filter((row) => Number(row.minima) > 1).length;
  const steps = numbers(images, "largest_step");
  const largest = numbers(images, "largest_curvature");
  return [
    {
      label: "λ_max",
      value:
        largest.length === 0
          ? "–"
          : `${short(Math.max(...largest))}; Euler's steps must be below ${steps.length === 0 ? "–" : short(Math.min(...steps))}`,
    },
    { label: "rest within 1 %", value: stepsText(images, "steps_to_1_percent", longest) },
    { label: "rest within 0.01 %", value: stepsText(images, "steps_to_001_percent", longest) },
    {
      label: "kinks and minima",
      value: `${onKinks} of ${images.length} rest on a kink, ${several} have more than one minimum`,
    },
  ];
};

const ofRecommendation = (rows: Rows, strengths: Rows, config: AuditConfig): Finding[] => {
  const { target, longest, strengths: tried } = config;
  const [of, wanted] = [target.of === "all" ? "" : " in every layer", target.cosine];
  const highest = numbers(rows, "highest");
  if (highest.length < rows.length || rows.length === 0) {
    const grid = `${Math.min(...tried)} … ${Math.max(...tried)}`;
    return [
      { label: "recommended λ", value: `none of ${grid} reaches ${wanted}${of}; try smaller strengths` },
    ];
  }
  const window = (precision: string): Finding => ({
    label: `window of λ, ${precision}`,
    value: `${range(rows, `lowest_${precision}`)} (rounding) … ${short(Math.min(...highest))} (bias)`,
  });
  const next = Math.min(...numbers(rows, "next_higher"));
  const missed = numbers(
    strengths.filter((row) => row.lambda === next),
    "target_cosine",
  );
  const bound: Finding = {
    label: "largest λ",
    value: Number.isFinite(next)
      ? `${short(Math.min(...highest))} has cosine ≥ ${wanted}${of}; ${short(next)} has ${short(missed.length === 0 ? null : Math.min(...missed))}`
      : `${short(Math.min(...highest))}, the largest that was tried, has cosine ≥ ${wanted}${of}`,
  };
  const lambdas = numbers(rows, "lambda");
  if (lambdas.length < rows.length) {
    const value = `the solver equilibrium: ${longest} Euler steps do not reach it at any λ tried`;
    return [window("float64"), window("float32"), bound, { label: "recommended", value }];
  }
  const steps = Math.max(...numbers(rows, "steps"));
  const reached = short(Math.min(...numbers(rows, "reached")));
  const single = numbers(rows, "float32");
  const least = single.length < rows.length ? null : Math.min(...single);
  return [
    window("float64"),
    window("float32"),
    bound,
    {
      label: "recommended",
      value: `λ = ${short(Math.min(...lambdas))}, ${steps} steps of ${short(Math.min(...numbers(rows, "step_size")))}: cosine ${reached}`,
    },
    {
      label: "float32",
      value:
        least !== null && least >= wanted
          ? `will do: cosine ${short(least)}`
          : `will not do: cosine ${short(least)}; take float64`,
    },
  ];
};

/** The cheapest that is exact without a limit, and the cheapest of those that relax. */
const ofEstimators = (rows: Rows): Finding[] => {
  const cheapest = (own: Rows): string | null => {
    const [first] = [...own].sort((a, b) => Number(a.passes) - Number(b.passes));
    if (first === undefined) return null;
    const dial = typeof first.value === "number" ? ` at ${first.value}` : "";
    return `${first.estimator}${dial}, ${short(Number(first.passes))} passes`;
  };
  return [
    { label: "cheapest, exact", value: cheapest(rows.filter(({ value }) => value === null)) ?? "none" },
    {
      label: "cheapest at rest",
      value: cheapest(rows.filter(({ value }) => value !== null)) ?? "none reaches the target",
    },
  ];
};

/** What does not converge to backprop, on the same network and images. */
const ofControls = (rows: Rows): Finding[] => {
  const names = [...new Set(rows.map(({ estimator }) => String(estimator)))];
  return names.map((name) => {
    const own = rows.filter(({ estimator, layer }) => estimator === name && layer === null);
    return { label: "control", value: `${name}, cosine ${withDeviation(spread(own, "cosine"))}` };
  });
};

export const audit: Experiment<AuditConfig> = {
  name: "audit",
  figure: "",
  question: "How far is this network's estimate from backprop, why, and what would do better?",
  schema,
  tables: () => tables,
  check,
  cells,
  chart,
  summarise: (
    { layers = [], images = [], strengths = [], estimators = [], recommendations = [], controls = [] },
    config,
  ) => ({
    table: layerTable(layers),
    findings: [
      ...ofEstimate(images, config),
      ...ofDynamics(images, config),
      ...ofRecommendation(recommendations, strengths, config),
      ...ofEstimators(estimators),
      ...ofControls(controls),
    ],
  }),
};
