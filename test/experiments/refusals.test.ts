import { describe, expect, it } from "vitest";
import { parseOverrides } from "../../src/config/override.ts";
import { keysAt } from "../../src/config/schema.ts";
import { parseSource } from "../../src/config/source.ts";
import { energies } from "../../src/energy/registry.ts";
import { exitCode, UserError } from "../../src/errors.ts";
import { experiments } from "../../src/experiments/registry.ts";
import { resolveSource } from "../../src/figure/configs/resolved-config.ts";
import { estimators } from "../../src/gradient/registry.ts";
import { expressedEnergies } from "../../src/tensorflow/registry.ts";

const image = { imageSize: 784, classes: 10, rows: 28, columns: 28, count: 60_000 };

/** How an experiment answers to the engine tfjs with these settings: null when it takes them. */
const refusal = (name: string, ...settings: readonly string[]): string | null => {
  const source = parseSource(
    `experiment: ${name}\nseeds: [0]\n${name === "nudge-sweep" ? "lambda: [0.1]\n" : ""}`,
    "x",
  );
  try {
    const set = [
      "engine.name=tfjs",
      ...(hasField(name, "precision") ? ["precision=float32"] : []),
      ...settings,
    ];
    const { experiment, config } = resolveSource("x", source, parseOverrides(set));
    experiment.check(config, { train: image, test: image } as never);
    return null;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(error.code).toBe(exitCode.usage);
    return error.message;
  }
};

const hasField = (name: string, field: string) => keysAt(experiments[name]!.schema, []).includes(field);
const listed = (name: string) => ["estimators", "algorithms"].find((field) => hasField(name, field));

describe.each(Object.keys(experiments))("%s with the engine tfjs", (name) => {
  it("refuses each energy that it lacks, and says which engine has it", () => {
    for (const energy of hasField(name, "energy") && listed(name) === undefined
      ? Object.keys(energies)
      : []) {
      const answer = refusal(name, `energy=${energy}`);
      if (expressedEnergies.some((each) => each === energy)) expect(answer, energy).toBeNull();
      else expect(answer, energy).toContain(`${energy} is the built-in engine's alone`);
    }
  });

  it("refuses each estimator that it lacks, and says which engine has it", () => {
    const field = hasField(name, "engine") ? listed(name) : undefined;
    const own = estimators.filter(
      (each) =>
        field !== undefined && !/expected one of/.test(refusal(name, `${field}=[${each.name}]`) ?? ""),
    );
    if (field !== undefined) expect(own.map((each) => each.name)).toContain("chl");
    for (const each of own) {
      const answer = refusal(name, `${field}=[${each.name}]`);
      if (each.supports.engines.includes("tfjs")) expect(answer, each.name).toBeNull();
      else expect(answer, each.name).toContain(`${each.name} is the built-in engine's alone`);
    }
  });

  it("says where it has no choice of engine, and which experiments have", () => {
    if (hasField(name, "engine")) return;
    expect(refusal(name)).toMatch(
      new RegExp(
        `^--set engine\\.name=tfjs: engine: expected none, since ${name} is the built-in engine's alone; .*nudge-sweep`,
      ),
    );
  });
});

it("an energy is refused by an experiment that names its own, with those that take any", () => {
  expect(refusal("first-step", "energy=hopfield")).toMatch(
    /^--set energy=hopfield: energy: expected none, since first-step asks .*: energy-evolution, /,
  );
});
