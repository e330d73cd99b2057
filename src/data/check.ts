import { exitCode, UserError } from "../errors.ts";
import type { Dataset, Split } from "./dataset.ts";
import { imageShape } from "./images.ts";

/**
 * A network of `sizes` takes this dataset's images and labels.
 * Throws `UserError` (usage) unless sizes[0] = pixels of an image and sizes[L] = classes.
 */
export const checkSizes = (sizes: readonly number[], dataset: Pick<Dataset, "train">): void => {
  const { imageSize, classes, channels } = dataset.train;
  const [unit, shape] = [channels === 1 ? "pixel" : "number", imageShape(dataset.train)];
  const fitting = [imageSize, ...sizes.slice(1, -1), classes].join(", ");
  const lines: string[] = [];
  if (sizes[0] !== imageSize) {
    lines.push(
      `expected ${imageSize} inputs, one for each ${unit} of the ${shape} images, found ${sizes[0]}`,
    );
  }
  if (sizes.at(-1) !== classes) {
    lines.push(`expected ${classes} outputs, one for each class of the labels, found ${sizes.at(-1)}`);
  }
  fail(lines.map((line) => `network.sizes: ${line}; write [${fitting}]`));
};

/** The split has an image of that number. Throws `UserError` (usage). */
export const checkImage = (image: number, split: Pick<Split, "count">): void => {
  if (image < split.count) return;
  fail([
    `dataset.image: expected an image from 0 to ${split.count - 1}, found ${image}; write a smaller number`,
  ]);
};

/** The dataset has as many images as the training asks for. Throws `UserError` (usage). */
export const checkCounts = (
  wanted: { readonly images: number; readonly testImages: number },
  dataset: { readonly train: Pick<Split, "count">; readonly test: Pick<Split, "count"> },
): void => {
  const excess = [
    { field: "training.images", found: wanted.images, count: dataset.train.count },
    { field: "training.testImages", found: wanted.testImages, count: dataset.test.count },
  ].filter(({ found, count }) => found > count);
  fail(
    excess.map(({ field, found, count }) => {
      return `${field}: expected at most ${count}, the images that the dataset has, found ${found}; write ${count}`;
    }),
  );
};

const fail = (lines: readonly string[]): void => {
  if (lines.length > 0) throw new UserError(exitCode.usage, lines.join("\n"));
};
