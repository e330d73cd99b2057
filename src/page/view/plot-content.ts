// What a plot shows, and where its ticks stand.

export interface PlotAxis {
  readonly label: string;
  readonly scale: "linear" | "log";
  readonly domain: readonly [number, number];
  /** Where ticks stand; by default at powers of ten, or in steps of 1-2-5. */
  readonly ticks?: readonly number[];
}

export interface PlotSeries {
  readonly name: string;
  /** A class of the style sheet, which has the colour. */
  readonly look: string;
  /** Places without a number are gaps. */
  readonly points: readonly (readonly [number, number | null])[];
  readonly kind?: "line" | "dotted" | "dots" | "ring" | "square";
}

export interface PlotContent {
  /** What is seen, in words with its numbers. */
  readonly description: string;
  readonly x: PlotAxis;
  readonly y: PlotAxis;
  readonly series: readonly PlotSeries[];
}

const factors = [1, 1.5, 2, 3, 5, 7, 10] as const;

/** The end of an axis that holds a value: few places, so that the axis stands still while a slider moves. */
export const roundedUp = (value: number): number => {
  const power = 10 ** Math.floor(Math.log10(value));
  return (factors.find((factor) => factor * power >= value) ?? 10) * power;
};

/** Powers of ten, or 1-2-5 steps: about `most` of them. */
export const ticksOf = ({ scale, domain: [from, to], ticks }: PlotAxis, most: number): readonly number[] => {
  if (ticks !== undefined) return ticks;
  if (scale === "log") {
    const [low, high] = [Math.ceil(Math.log10(from) - 1e-9), Math.floor(Math.log10(to) + 1e-9)];
    const step = Math.max(1, Math.ceil((high - low + 1) / Math.max(2, most)));
    return Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, at) => 10 ** (low + at * step));
  }
  const rough = (to - from) / Math.max(2, most);
  if (!(rough > 0)) return [from];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const first = Math.ceil(from / step - 1e-9);
  return Array.from({ length: Math.floor(to / step + 1e-9) - first + 1 }, (_, at) => (first + at) * step);
};

const superscripts = [..."⁰¹²³⁴⁵⁶⁷⁸⁹"];

export const tickText = (value: number): string => {
  const exponent = Math.round(Math.log10(Math.abs(value) || 1));
  const isPower = value > 0 && Math.abs(Math.log10(value) - exponent) < 1e-9;
  if (isPower && (exponent < -2 || exponent > 3)) {
    const digits = [...String(Math.abs(exponent))].map((digit) => superscripts[Number(digit)]).join("");
    return `10${exponent < 0 ? "⁻" : ""}${digits}`;
  }
  return String(Number(value.toPrecision(3))).replace("-", "−");
};
