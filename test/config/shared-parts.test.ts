import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { parseConfig } from "../../src/config/parse.ts";
import { sharedParts } from "../../src/config/shared-parts.ts";
import { valueSource } from "../../src/config/source.ts";
import { experiments } from "../../src/experiments/registry.ts";
import { readConfig } from "../../src/figure/configs/read-config.ts";
import { packageRoot } from "../../src/package-root.ts";

const schema = z.strictObject({
  name: z.string(),
  steps: z.int().min(1).default(50),
  note: z.string().optional(),
  inference: z
    .strictObject({ stepSize: z.number().positive(), order: z.enum(["one", "other"]).default("one") })
    .prefault({ stepSize: 0.1 }),
});

describe("configs that share parts", () => {
  it("are what the schema makes of each of them alone", () => {
    const parse = sharedParts(schema);
    const written = [
      { name: "a" },
      { name: "a", steps: 3, note: "n" },
      { name: "a", note: undefined },
      { name: "b", inference: { order: "other", stepSize: 0.2 } },
      { inference: { stepSize: 0.2, order: "other" }, name: "b" },
    ];
    for (const data of written) {
      expect(parse(data)).toStrictEqual(schema.parse(data));
      expect(Object.keys(parse(data)!)).toEqual(Object.keys(schema.parse(data)));
    }
  });

  it("share what is written the same, and ask the schema for it once", () => {
    let asked = 0;
    const counted = z.object({ seeds: z.array(z.int()).transform((seeds) => ({ asked: ++asked, seeds })) });
    const parse = sharedParts(counted);
    const [one, other, third] = [{ seeds: [1] }, { seeds: [1] }, { seeds: [2] }].map((data) => parse(data)!);
    expect(other!.seeds).toBe(one!.seeds);
    expect(third!.seeds).toEqual({ asked: 2, seeds: [2] });
  });

  it("are refused as the schema refuses them, and where two values have one text none is taken for the other", () => {
    const parse = sharedParts(schema);
    for (const data of [
      {},
      { name: 1 },
      { name: "a", steps: 0 },
      { name: "a", unknown: 1 },
      { name: "a", inference: null },
      { name: "a", inference: { stepSize: Number.NaN } },
      JSON.parse('{ "name": "a", "__proto__": 1 }'),
    ]) {
      expect(schema.safeParse(data).success).toBe(false);
      expect(parse(data)).toBeNull();
    }
    const either = sharedParts(z.object({ value: z.union([z.null(), z.number(), z.nan(), z.string()]) }));
    expect(either({ value: null })).toEqual({ value: null });
    expect(either({ value: "null" })).toEqual({ value: "null" });
    expect(either({ value: Number.NaN })).toEqual({ value: Number.NaN });
    expect(either({ value: Number.NEGATIVE_INFINITY })).toBeNull();
  });

  it("are nobody's where fields depend on each other", () => {
    const both = z.strictObject({ a: z.int(), b: z.int() }).refine(({ a, b }) => a < b);
    expect(sharedParts(both)({ a: 1, b: 2 })).toBeNull();
    expect(sharedParts(z.strictObject({ a: z.int() }).transform(({ a }) => a))({ a: 1 })).toBeNull();
  });

  it.each(readdirSync(join(packageRoot, "configs")).filter((name) => name.endsWith(".yaml")))(
    "of %s are those of its experiment's schema",
    (name) => {
      const { data } = readConfig(join(packageRoot, "configs", name));
      const { schema: own } = experiments[String(data.experiment)]!;
      const parse = sharedParts(own);
      const plain = parseConfig(own, valueSource(data, name));
      expect(parse(data)).toStrictEqual(plain);
      expect(parse(structuredClone(data))).toStrictEqual(plain);
    },
  );
});
