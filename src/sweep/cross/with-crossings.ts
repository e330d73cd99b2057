import type { AnyExperiment } from "../../experiments/experiment.ts";
import { levelMarks } from "../../report/chart/level-marks.ts";
import type { RowsByTable } from "../../rows/rows.ts";
import type { Summary } from "../../rows/summary.ts";
import { chooseView, type View } from "../view.ts";
import { namedValue, plainName, rounded } from "../wording.ts";
import { type CurveCrossings, crossingsIn, crossingsTable, type Level } from "./crossings.ts";

/** Sentences that a subtitle has room for. */
const mostSentences = 3;

/**
 * The experiment with an answer to "where does it cross?": in a table of its own, in the findings and on the chart. `paths` are the
 * fields that a sweep varies. Throws `UserError` (usage) for a measure that no table has.
 */
export const withCrossings = (
  experiment: AnyExperiment,
  level: Level,
  paths: readonly string[] = [],
): AnyExperiment => {
  const viewOf = (config: unknown): View =>
    chooseView(experiment.tables(config), level.measure, paths, `--cross ${level.measure}=${level.value}`);
  const found = (rows: RowsByTable, config: unknown) => {
    const view = viewOf(config);
    const curves = crossingsIn(rows[view.table.name] ?? [], view, level);
    return { view, curves, findings: crossingFindings(curves, view, level) };
  };
  return {
    ...experiment,
    tables: (config) => [...experiment.tables(config), crossingsTable(viewOf(config), level)],
    chart: (config, name, rows) => {
      const { view, curves, findings } = found(rows, config);
      const sentences = findings.map(({ label, value }) => `${label}: ${value}`);
      const more = sentences.length - mostSentences;
      const places = curves.flatMap(({ key, places: each }) => each.map(({ at }) => ({ key, at })));
      return levelMarks(experiment.chart(config, name, rows), {
        column: view.measure.name,
        level: level.value,
        places,
        sentences: [...sentences.slice(0, mostSentences), ...(more > 0 ? [`… and ${more} more curves`] : [])],
      });
    },
    summarise: (rows, config) => {
      const summary = experiment.summarise(rows, config);
      return { ...summary, findings: [...summary.findings, ...found(rows, config).findings] };
    },
  };
};

/** What became of the level along each curve, for people. */
const crossingFindings = (
  curves: readonly CurveCrossings[],
  view: View,
  { value }: Level,
): Summary["findings"] => {
  const name = `${view.measure.name} = ${value}`;
  if (curves.length === 0) return [{ label: name, value: "nothing varies along which it could be crossed" }];
  return curves.map((curve) => {
    const told = Object.entries(curve.key).map(([key, own]) => namedValue(key, own));
    return { label: [...told, name].join(", "), value: curveText(curve) };
  });
};

/** `at λ 0.0123 ± 0.0021 (falls; sd of 5 of 5 seeds; between the measured 0.01 and 0.0178)`, or where it stays. */
const curveText = ({ along, places, side, nearest, seeds }: CurveCrossings): string => {
  const name = plainName(along);
  if (places.length === 0)
    return `never crossed: ${side} it everywhere, nearest with ${rounded(nearest.y, 6)} at ${name} ${rounded(nearest.x, 3)}`;
  return places
    .map(({ at, sd, crossing, from, to, direction }) => {
      const spread = sd === null ? "" : ` ± ${rounded(sd, 2)}`;
      const own = `${crossing} of ${seeds} seed${seeds === 1 ? "" : "s"}`;
      return `at ${name} ${rounded(at, 4)}${spread} (${direction}; ${sd === null ? own : `sd of ${own}`}; between the measured ${rounded(from, 3)} and ${rounded(to, 3)})`;
    })
    .join(", ");
};
