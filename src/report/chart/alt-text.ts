import type { ChartSpecification } from "../../rows/chart.ts";
import type { Summary } from "../../rows/summary.ts";

/** As many findings as a caption bears; the alternative text has them all. */
const mostInCaption = 3;

/**
 * The chart with what was found in its alternative text and its caption, so that both are made of the numbers. A chart that
 * has sentences of its own about them is as it was.
 */
export const withFindings = (
  chart: ChartSpecification,
  findings: Summary["findings"],
): ChartSpecification => {
  const { usermeta, description } = chart as {
    readonly usermeta?: { readonly caption: string; readonly hasFound: boolean };
    readonly description?: string;
  };
  if (usermeta === undefined || usermeta.hasFound || findings.length === 0) return chart;
  const sentences = findings.map(({ label, value }) => `${label}: ${value}.`);
  return {
    ...chart,
    description: [description, ...sentences].join(" "),
    usermeta: {
      hasFound: true,
      caption: [...sentences.slice(0, mostInCaption), usermeta.caption].join(" "),
    },
  };
};
