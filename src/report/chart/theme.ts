/** DejaVu Sans is shipped and what the PNG shows; where an SVG viewer lacks it, Verdana has the same proportions. */
export const fontFamily = "DejaVu Sans, Verdana, sans-serif";

/**
 * The palette of Okabe & Ito (2008), whose colours stay apart for every common kind of colour vision; its blue is darkened, so that
 * it stays apart from vermillion in grey as well.
 */
const okabeIto = {
  black: "#000000",
  orange: "#e69f00",
  skyBlue: "#56b4e9",
  green: "#009e73",
  yellow: "#f0e442",
  blue: "#00588a",
  vermillion: "#d55e00",
  purple: "#cc79a7",
} as const;

/** One colour for a series, whichever figure it stands in. */
const seriesColours: Readonly<Record<string, string>> = {
  backprop: okabeIto.black,
  euler: okabeIto.vermillion,
  equilibrium: okabeIto.blue,
  minimum: okabeIto.green,
  "pc-nudge": okabeIto.purple,
  internal: okabeIto.green,
  supervised: okabeIto.orange,
  total: okabeIto.black,
  all: okabeIto.black,
  "1": okabeIto.green,
  "2": okabeIto.orange,
  "3": okabeIto.blue,
  "4": okabeIto.purple,
  "5": okabeIto.vermillion,
  "6": okabeIto.skyBlue,
};

/** For series without a colour of their own, in the order in which they come. */
const furtherColours = [
  okabeIto.blue,
  okabeIto.vermillion,
  okabeIto.green,
  okabeIto.orange,
  okabeIto.skyBlue,
  okabeIto.purple,
  okabeIto.black,
  okabeIto.yellow,
];

/** The colour of a series by its name; `position` counts among the series that have none of their own. */
export const seriesColour = (name: string, position = 0): string => {
  return seriesColours[name] ?? furtherColours[position % furtherColours.length]!;
};

/** Blue through green to orange, as many steps as are wanted: what is ordered, as layers are. `place` is from 0 to 1. */
export const gradedColour = (place: number): string => {
  const stops = [
    [0, 60, 110],
    [0, 158, 115],
    [230, 159, 0],
  ] as const;
  const at = place * (stops.length - 1);
  const from = Math.min(Math.floor(at), stops.length - 2);
  const channels = stops[from]!.map((value, index) =>
    Math.round(value + (stops[from + 1]![index]! - value) * (at - from)),
  );
  return `#${channels.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
};

const ink = "#1a1a1a";
const quietInk = "#4d4d4d";

/** Reference lines and other things that are not data. */
export const referenceColour = quietInk;

/** Vega-Lite configuration of the house: legible from the back of a room and in a column of print. */
export const theme = {
  background: "#ffffff",
  padding: 16,
  font: fontFamily,
  // Vega would describe each mark to screen readers, thousands of times; the figure has one description.
  aria: false,
  title: {
    anchor: "start",
    frame: "group",
    offset: 16,
    color: ink,
    fontSize: 19,
    fontWeight: "bold",
    subtitleColor: quietInk,
    subtitleFontSize: 14,
    subtitleLineHeight: 19,
    subtitlePadding: 7,
  },
  axis: {
    labelFontSize: 14,
    labelColor: ink,
    labelFlush: false,
    titleFontSize: 15,
    titleFontWeight: "normal",
    titleColor: ink,
    titlePadding: 10,
    domainColor: quietInk,
    tickColor: quietInk,
    gridColor: "#e6e6e6",
    gridWidth: 1,
    tickCount: 6,
  },
  legend: {
    orient: "bottom",
    direction: "horizontal",
    columns: 4,
    columnPadding: 24,
    rowPadding: 4,
    labelFontSize: 14,
    labelColor: ink,
    labelLimit: 420,
    titleFontSize: 14,
    titleFontWeight: "normal",
    titleColor: quietInk,
    titleOrient: "left",
    titleAnchor: "middle",
    titlePadding: 14,
    symbolType: "stroke",
    symbolSize: 500,
    symbolStrokeWidth: 3,
    symbolOpacity: 1,
    offset: 12,
  },
  header: {
    labelFontSize: 15,
    labelFontWeight: "bold",
    labelColor: ink,
    labelPadding: 8,
    titleFontSize: 15,
  },
  line: { strokeWidth: 2.5, strokeJoin: "round", clip: false },
  area: { opacity: 0.18, line: false },
  rule: { strokeWidth: 2 },
  point: { size: 45, filled: true, opacity: 1 },
  text: { fontSize: 14, color: ink },
  view: { stroke: null },
  concat: { spacing: 28 },
  facet: { spacing: 28 },
} as const;
