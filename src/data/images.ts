/** Images of one byte a number, read one at a time. */
export interface Images {
  readonly count: number;
  /** 1 for grey, 3 for colour. */
  readonly channels: number;
  readonly rows: number;
  readonly columns: number;
  /** Bytes of one image: channels × rows × columns. */
  readonly size: number;
  /** Fills the first `size` bytes of `into` with image `index`, channel after channel, each row by row. */
  readonly read: (index: number, into: Uint8Array) => void;
  readonly close: () => void;
}

/** `28 × 28`, or `3 × 32 × 32` with several channels. */
export const imageShape = ({
  channels,
  rows,
  columns,
}: Pick<Images, "channels" | "rows" | "columns">): string =>
  [...(channels === 1 ? [] : [channels]), rows, columns].join(" × ");

/** Throws a `RangeError` for an image that isn't there, a mistake of the program. */
export const requireIndex = (index: number, count: number, path: string): void => {
  if (Number.isInteger(index) && index >= 0 && index < count) return;
  throw new RangeError(`image ${index} of ${count} in ${path}`);
};
