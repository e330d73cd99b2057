import type { Override } from "../../config/override.ts";
import { valueAt } from "../../config/path.ts";
import type { ConfigSource } from "../../config/source.ts";
import { UserError } from "../../errors.ts";
import type { Settings } from "../../rows/settings.ts";
import { readWeights } from "../../weights/read-weights.ts";
import { fileAndOrder } from "../../weights/weights.ts";

/** Ways to write a network. */
const forms = ["sizes", "input", "layers", "residual"] as const;

/**
 * What a file of weights says of its network, where that is not written: the sizes of a chain, or its layers where some are without
 * bias. A flag that names the file stands over the sizes in the config, which are those of another network. Nothing for
 * convolutions, whose strides and images a file does not tell, and for a file that can't be used, which is refused where it is
 * read for use. `source` has the overrides in it already.
 */
export const storedLayout = (source: ConfigSource, overrides: readonly Override[]): readonly Override[] => {
  const { data } = source;
  const isWritten = (form: string): boolean => valueAt(data, ["network", form]) !== undefined;
  const byFlag = (key: string): boolean =>
    overrides.some(({ path }) => path[0] === "network" && (path[1] ?? key) === key);
  const named = asNamed(valueAt(data, ["network", "weights"]));
  if (named === null) return [];
  const layout = layoutOf(named);
  const free = forms.every(
    (form) =>
      !isWritten(form) || (form === "sizes" && byFlag("weights") && !byFlag("sizes") && "sizes" in layout),
  );
  if (!free) return [];
  return Object.entries(layout).map(([form, value]) => ({
    path: ["network", form],
    value,
    origin: `network.weights, ${named.file}`,
  }));
};

const asNamed = (weights: unknown): ReturnType<typeof fileAndOrder> | null => {
  if (typeof weights === "string" && weights !== "") return fileAndOrder(weights);
  if (typeof weights !== "object" || weights === null) return null;
  const [file, order] = ["file", "order"].map((key): unknown => Reflect.get(weights, key));
  const isList = Array.isArray(order) && order.every((name): name is string => typeof name === "string");
  return typeof file === "string" && isList ? { file, order } : null;
};

const layoutOf = ({ file, order }: ReturnType<typeof fileAndOrder>): Settings => {
  try {
    const { sizes, layers } = readWeights(file, order).network;
    if (sizes === null) return {};
    if (layers.every(({ bias }) => bias !== null)) return { sizes };
    return {
      input: [sizes[0]!],
      layers: layers.map(({ fanOut, bias }) => ({ kind: "dense", units: fanOut, bias: bias !== null })),
    };
  } catch (error) {
    if (error instanceof UserError) return {};
    throw error;
  }
};
