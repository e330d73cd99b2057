import { inFile, type Mutation } from "./mutation.ts";

export const data: readonly Mutation[] = [
  ...inFile("src/data/cifar.ts", [
    "CIFAR-100 by its coarse labels",
    "for (let at = labelBytes - 1; at < bytes.length",
    "for (let at = 0; at < bytes.length",
  ]),
  ...inFile(
    "src/data/bytes.ts",
    [
      "the second part of an image that lies in two blocks comes first",
      "into.set(part, filled);",
      "into.set(part, 0);",
    ],
    ["each block is the first", "readAt(index * block, made);", "readAt(0, made);"],
  ),
  ...inFile("src/data/idx.ts", [
    "colour channels left mixed",
    "into[channel * pixels + pixel] = mixed[pixel * channels + channel]!;",
    "into[pixel * channels + channel] = mixed[pixel * channels + channel]!;",
  ]),
];
