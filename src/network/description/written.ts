type Written = Readonly<Record<string, unknown>>;

const isList = (value: unknown): value is readonly Written[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((each) => typeof each === "object" && each !== null);

/** `convolution, channels 8, stride 2`: all that a config says of a layer, since two may differ in anything. */
const layerText = (layer: Written): string =>
  Object.entries(layer)
    .map(([key, value]) => {
      if (isList(value)) return `(${value.map(layerText).join(" + ")})`;
      return key === "kind" ? String(value) : `${key} ${String(value)}`;
    })
    .join(", ");

/** Layers as a config writes them, from the first to the last, for people; null for what is no list of layers. */
export const writtenLayers = (value: unknown): string | null =>
  isList(value) ? value.map(layerText).join(" → ") : null;
