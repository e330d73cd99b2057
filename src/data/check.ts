import { exitCode, UserError } from "../errors.ts";
import { type NetworkDescription, networkOf } from "../network/description/description.ts";
import { shownShape } from "../network/shape.ts";
import type { Dataset, Split } from "./dataset.ts";
import { imageShape } from "./images.ts";

/**
 * A network takes this dataset's images and labels: units of its input are the numbers of an image, those of its output the classes.
 * Throws `UserError` (usage), with the fields in which the description has them.
 */
export const checkNetwork = (description: NetworkDescription, dataset: Pick<Dataset, "train">): void => {
  const { imageSize, classes, channels, rows, columns } = dataset.train;
  if ("sizes" in description) {
    const { sizes } = description;
    const write = `write [${[imageSize, ...sizes.slice(1, -1), classes].join(", ")}]`;
    const ends = { inputs: sizes[0]!, outputs: sizes.at(-1)! };
    checkEnds(ends, dataset, { inputs: "network.sizes", outputs: "network.sizes", write });
    return;
  }
  if ("residual" in description) {
    const [inputs, outputs] = ["network.residual.inputs", "network.residual.outputs"];
    checkEnds(description.residual, dataset, { inputs, outputs });
    return;
  }
  const { sizes, input } = networkOf(description);
  const ends = { inputs: sizes[0]!, outputs: sizes.at(-1)! };
  const outputs = `network.layers[${description.layers.length - 1}]`;
  checkEnds(ends, dataset, { inputs: "network.input", outputs });
  const shape = [channels, rows, columns];
  if (input.length === 3 && `${input}` !== `${shape}`) {
    fail([
      `network.input: expected [${shape.join(", ")}], the shape of the images, found ${shownShape(input)}; write input: [${shape.join(", ")}]`,
    ]);
  }
};

/** The same for the units of the two ends alone; `write` is the remedy where both stand in one field. */
export const checkEnds = (
  { inputs, outputs }: { readonly inputs: number; readonly outputs: number },
  dataset: Pick<Dataset, "train">,
  fields: { readonly inputs: string; readonly outputs: string; readonly write?: string },
): void => {
  const { imageSize, classes, channels } = dataset.train;
  const [unit, shape] = [channels === 1 ? "pixel" : "number", imageShape(dataset.train)];
  const lines: string[] = [];
  if (inputs !== imageSize) {
    lines.push(
      `${fields.inputs}: expected ${imageSize} inputs, one for each ${unit} of the ${shape} images, found ${inputs}; ${fields.write ?? `write ${imageSize}`}`,
    );
  }
  if (outputs !== classes) {
    lines.push(
      `${fields.outputs}: expected ${classes} outputs, one for each class of the labels, found ${outputs}; ${fields.write ?? `write ${classes}`}`,
    );
  }
  fail(lines);
};

/** The split has an image of that number. Throws `UserError` (usage). */
export const checkImage = (image: number, split: Pick<Split, "count">): void => {
  if (image < split.count) return;
  fail([
    `dataset.image: expected an image from 0 to ${split.count - 1}, found ${image}; write a smaller number`,
  ]);
};

/** The split has so many samples. Throws `UserError` (usage). */
export const checkSamples = (samples: number, { count }: Pick<Split, "count">): void => {
  if (samples <= count) return;
  fail([
    `samples: expected at most ${count}, the images that the dataset has, found ${samples}; write ${count}`,
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
