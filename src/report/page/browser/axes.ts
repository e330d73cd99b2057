import type { View } from "vega";
import { isRecord, mapRecords, type Node } from "../../chart/specification.ts";

export type ScaleType = "linear" | "log";

/** A specification with one of its scales of the other type; `view` shows it as it is, and so has the values. */
export const withScale = (vega: Node, name: string, type: ScaleType, view: View): Node => {
  const scale = scalesOf(vega).find((one) => one.name === name);
  if (scale === undefined || scale.type === type) return vega;
  const { base: _, zero: __, ...kept } = scale;
  if (type === "linear") {
    return replaceScale(vega, name, { ...kept, type, zero: false, nice: true }, (channel) => channel);
  }
  const positive = valuesOf(scale.domain, view).filter((value) => value > 0);
  if (positive.length === 0) return vega;
  const least = positive.reduce((a, b) => Math.min(a, b));
  const greatest = positive.reduce((a, b) => Math.max(a, b));
  const domain = least === greatest ? [least / 2, greatest * 2] : [least, greatest];
  // A logarithmic axis has no place for 0: what is below the least positive value is drawn at the frame.
  return replaceScale(vega, name, { ...kept, type, domain, nice: true }, (channel) => {
    if (typeof channel.field === "string") {
      const { field, ...rest } = channel;
      return { ...rest, signal: `max(datum[${JSON.stringify(field.replace(/\\(.)/g, "$1"))}], ${least})` };
    }
    return channel.value === 0 ? { ...channel, value: least } : channel;
  });
};

export const scaleType = (vega: Node, name: string): ScaleType =>
  scalesOf(vega).some((scale) => scale.name === name && scale.type === "log") ? "log" : "linear";

const scalesOf = ({ scales }: Node): readonly Node[] =>
  Array.isArray(scales) ? scales.filter(isRecord) : [];

const replaceScale = (vega: Node, name: string, scale: Node, change: (channel: Node) => Node): Node => {
  const changed = mapRecords(vega, (part) => {
    if (part.scale !== name) return part;
    if (part.orient === undefined) return change(part);
    const { format: _, tickMinStep: __, values: ___, labelExpr: ____, encode: _____, ...axis } = part;
    return axis;
  }) as Node;
  return { ...changed, scales: scalesOf(vega).map((one) => (one.name === name ? scale : one)) };
};

/** The numbers that a scale's domain is made of. */
const valuesOf = (domain: unknown, view: View): readonly number[] => {
  if (Array.isArray(domain)) return domain.filter((value) => typeof value === "number");
  if (!isRecord(domain)) return [];
  const { data, field, fields } = domain;
  if (Array.isArray(fields)) {
    return fields.flatMap((one) => valuesOf(typeof one === "string" ? { data, field: one } : one, view));
  }
  if (typeof data !== "string" || typeof field !== "string") return [];
  const column = field.replace(/\\(.)/g, "$1");
  return view
    .data(data)
    .map((row) => Number(row[column]))
    .filter(Number.isFinite);
};
