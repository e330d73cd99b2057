import { z } from "zod";
import { convolvedLength } from "../../linalg/convolution.ts";
import type { Linalg, Matrix } from "../../linalg/linalg.ts";
import { type Shape, shownShape, unitsOf } from "../shape.ts";
import { connectionKind, type LinearMap } from "./kind.ts";

const schema = z.object({
  kind: z.literal("average-pooling"),
  size: z.int().min(1).describe("height and width of a window"),
  stride: z.int().min(1).optional().describe("step of the window; its size unless said"),
});

/** Averages of `size × size` windows, channel by channel, without padding: `a[c, y, x] += c mean x[c, stride y …, stride x …]`. */
export const averagePoolingMap = (
  { size, stride = size }: z.output<typeof schema>,
  source: Shape,
): LinearMap | string => {
  if (source.length === 1) {
    return `expected a layer of [channels, height, width] below average-pooling, found ${shownShape(source)}; pool before the dense layers`;
  }
  const [channels, height, width] = source;
  const [above, across] = [height, width].map((length) => convolvedLength(length, size, stride)) as [
    number,
    number,
  ];
  if (above < 1 || across < 1) {
    return `expected a window that fits into ${height} × ${width}, the layer below, found ${size} × ${size}; use a smaller size`;
  }
  const shape = { channels, height, width, size, stride };
  const target = [channels, above, across] as const;
  return {
    kind: "average-pooling",
    source,
    target,
    weights: null,
    window: { size, stride, padding: 0 },
    label: `pool ${size}`,
    bind: (linalg, _, scale) => ({
      drive: scaled(linalg, scale, unitsOf(target), (x, a) => linalg.accumulateAverages(shape, x, a)),
      pull: scaled(linalg, scale, unitsOf(source), (signal, back) =>
        linalg.accumulateAveragesBack(shape, signal, back),
      ),
      gradient: null,
    }),
  };
};

/** out += c times what `accumulate` adds. */
const scaled = (
  linalg: Linalg,
  scale: number,
  units: number,
  accumulate: (x: Matrix, out: Matrix) => void,
): ((x: Matrix, out: Matrix) => void) => {
  if (scale === 1) return accumulate;
  return (x, out) =>
    linalg.scope(() => {
      const sum = linalg.matrix(x.rows, units);
      accumulate(x, sum);
      linalg.addScaled(scale, sum, out);
    });
};

export const averagePooling = connectionKind("average-pooling", schema, averagePoolingMap);
