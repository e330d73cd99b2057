import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { withActivations } from "../../scripts/docs/activations.ts";
import { parseSource } from "../../src/config/source.ts";
import { resolveSource } from "../../src/figure/configs/resolved-config.ts";
import { activationKinds } from "../../src/network/activation.ts";
import { connectionKinds } from "../../src/network/connection/registry.ts";
import { networkOf } from "../../src/network/description/description.ts";
import { shortName } from "../../src/network/description/name.ts";
import { parameterisations } from "../../src/network/network.ts";

const page = readFileSync(fileURLToPath(new URL("../../docs/architectures.md", import.meta.url)), "utf8");

describe("the page on other networks", () => {
  it("has the activations of the registry, with what each can do", () => {
    expect(withActivations(page)).toBe(page);
    for (const kind of activationKinds) expect(page).toContain(`| \`${kind}\` |`);
  });

  it("names every kind of connection with its settings, and every parameterisation", () => {
    for (const { name, schema } of connectionKinds) {
      const [, settings = ""] = new RegExp(`\`${name}\`(?: \\(([^)]*)\\))?`).exec(page) ?? [];
      const own = Object.keys(schema.shape).filter((key) => key !== "kind");
      expect([...settings.matchAll(/`(\w+)`/g)].map(([, key]) => key).sort(), name).toEqual(own.sort());
    }
    for (const name of parameterisations) expect(page).toContain(`| \`${name}\``);
  });

  it("writes networks that are networks", () => {
    const written = [...page.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(([, text]) => text!);
    const names = written.map((text) => {
      const source = parseSource(`${text}seeds: [0]\nlambda: [0.1]\n`, "page.yaml");
      const { config } = resolveSource("page", source, []);
      return shortName(networkOf((config as { network?: never }).network!));
    });
    expect(names).toEqual(["conv 8 → pool 2 → 64 ×2 → 10 residual", "784-64×65-10 residual μP"]);
  });
});
