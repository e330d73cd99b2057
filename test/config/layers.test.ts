// What is wrong with a layer is said of the kind that the layer says to be.
import { describe, expect, it } from "vitest";
import { z } from "zod";
import * as fields from "../../src/config/fields.ts";
import { parseConfig } from "../../src/config/parse.ts";
import { parseSource } from "../../src/config/source.ts";
import { exitCode } from "../../src/errors.ts";
import { userMessage } from "./user-message.ts";

const schema = z.strictObject({ network: fields.network() });

/** What is said of a network's first layer, of two that a dense one follows. */
const saidOf = (layer: string): string[] => {
  const text = `network:\n  input: [1, 8, 8]\n  layers:\n    - ${layer}\n    - { kind: dense, units: 10 }\n    - { kind: dense, units: 10 }\n`;
  const lines = userMessage(exitCode.usage, () => parseConfig(schema, parseSource(text, "my.yaml")))!;
  return lines.split("\n").map((line) => line.replace("my.yaml:4:", "").replace("network.layers[0]", "…"));
};

describe("a mistake in a layer", () => {
  it.each([
    [
      "{ kind: convolution, channels: 8, kernel: 3, strid: 2 }",
      ["52: ….strid: unknown key; did you mean stride?"],
    ],
    [
      "{ kind: convolution, units: 8, channels: 8, kernel: 3 }",
      [
        "28: ….units: unknown key; the keys of network.layers[0] are kind, channels, kernel, stride, padding, from, scale, before, activation, bias",
      ],
    ],
    [
      "{ kind: convolutoin, channels: 8, kernel: 3 }",
      [
        '15: ….kind: expected one of dense, convolution, average-pooling, identity, found "convolutoin"; did you mean convolution?',
      ],
    ],
    [
      "{ units: 8 }",
      [
        "7: …: expected kind, one of dense, convolution, average-pooling, identity, found nothing; add the key kind",
      ],
    ],
    [
      "{ connections: [{ kind: dense, unit: 8 }] }",
      [
        "23: ….connections[0].units: expected a number, found nothing; add the key units",
        "38: ….connections[0].unit: unknown key; did you mean units?",
      ],
    ],
    ["{ kind: dense, units: 2.5 }", ["29: ….units: expected a whole number, found 2.5; write one"]],
  ])("%s", (layer, expected) => {
    expect(saidOf(layer)).toEqual(expected);
  });
});
