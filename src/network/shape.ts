/** What a layer's units are arranged as: `[n]`, or `[channels, height, width]`, channels first and row-major. */
export type Shape = readonly [number] | readonly [number, number, number];

/** Number of units. */
export const unitsOf = (shape: Shape): number => shape.reduce((product, length) => product * length, 1);

/** Units of a channel; a flat layer is as many channels of one unit each. */
export const unitsOfChannel = (shape: Shape): number => (shape.length === 1 ? 1 : shape[1] * shape[2]);

export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((length, i) => length === b[i]);

/** `[8, 14, 14]`, for messages. */
export const shownShape = (shape: Shape): string => `[${shape.join(", ")}]`;
