// Numbers that look measured and stand in a page by hand.

const fence = /```[\s\S]*?```/g;
const marked = /<!-- n:\S+ -->.*?<!-- \/n -->/gs;
const code = /`[^`\n]*`/g;
const address = /\]\([^)]*\)/g;

/** Decimals, powers of ten, percentages, grouped thousands, counts of a whole, times and sizes. */
const measured =
  /\d+(?:[.,]\d+)? ?%|\d+ (?:of|in) \d+(?![.\w])|(?<![\w.])\d+\.\d+|\d+e[-−]?\d+|\d{1,3}(?:,\d{3})+|\d+ (?:seconds?|minutes?|hours?|ms|s|[kKMG]B|times|claims|cells|standard errors)\b/g;

/**
 * What in a page looks like a result but is neither marked (`markers.ts`) nor a command or what one prints: outside of code, addresses and
 * the numbers that are written by `npm run docs:numbers`.
 */
export const unmarked = (page: string): readonly string[] =>
  [fence, marked, code, address].reduce((text, part) => text.replace(part, " "), page).match(measured) ?? [];

/** Those that are no results, by page: settings, definitions, versions, and what the paper says. */
export const settled: Readonly<Record<string, readonly string[]>> = {
  // Node's version; the step; the paper's bound.
  "README.md": ["20.19", "0.1", "0.999"],
  // Default λ; the borders between regimes; parts of the way that are left, by definition.
  "docs/audit.md": ["0.01", "0.1", "0.99", "1 %", "0.01 %"],
  // Slurm's version; how long a counter may stand still.
  "docs/cluster.md": ["20.11", "45 seconds"],
  // What a test asks of the differences (its name stands beside it).
  "docs/custom-energy.md": ["1e-4"],
  // What a test asks of the bundle (test/browser/laboratory.test.ts).
  "docs/laboratory.md": ["300 KB"],
  // Node's version.
  "docs/own-experiment.md": ["22.18"],
  // From how many rows on a chart is thinned.
  "docs/report.md": ["50,000"],
  // Values of λ, steps, learning rates and sizes of the paper, its code and the configs; the paper's bound and the code's clip; 64 times
  // 1e-4 by 0.001; the tolerance; the steps of a claim that is named; what `npm run mutate -- --verify`, which is named above its table, prints; a version.
  "docs/reproduction.md": [
    ...["0.1", "0.3", "0.01", "0.001", "1e-4", "1e-6", "1e-12"],
    ...["0.999", "0.9985", "6.4", "20,000", "50,000", "60,000", "19 claims", "1.0"],
  ],
};
