import { isRecord, mapRecords, type Node } from "../chart/specification.ts";

/** Left for axes and their titles, in pixels. */
const margin = 110;
const narrowestPanel = 180;

/** A Vega specification whose panels stand below each other, each as wide as there is room (in pixels). */
export const narrowed = (vega: Node, room: number): Node => {
  const width = Math.max(narrowestPanel, room - margin);
  const atMost = (value: unknown) => (typeof value === "number" ? Math.min(value, width) : value);
  const stacked = mapRecords(vega, (part) =>
    isRecord(part.layout) ? { ...part, layout: { ...part.layout, columns: 1 } } : part,
  ) as Node;
  const signals = Array.isArray(stacked.signals) ? (stacked.signals as readonly Node[]) : [];
  return {
    ...stacked,
    ...(stacked.width !== undefined && { width: atMost(stacked.width) }),
    signals: signals.map((signal) =>
      /width$/i.test(String(signal.name)) ? { ...signal, value: atMost(signal.value) } : signal,
    ),
  };
};
