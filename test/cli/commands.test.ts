import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { exitCode } from "../../src/errors.ts";
import { experiments } from "../../src/experiments/registry.ts";
import { ebm, start, temporaryFolder, tiny, writeConfig } from "./ebm.ts";

const folder = temporaryFolder();
const figures = ["fig2a", "fig2b", "fig2c", "fig3a", "fig3b", "fig3c"];

describe("ebm list", () => {
  it("has the six figures first, with experiment, figure and question", async () => {
    const { code, stdout } = await ebm(folder, "list", "--json");
    expect(code).toBe(exitCode.done);
    const { configs } = JSON.parse(stdout);
    expect(configs.slice(0, 6).map(({ name }: { name: string }) => name)).toEqual(figures);
    const { question, figure } = experiments["nudge-sweep"]!;
    expect(configs[3]).toEqual({ name: "fig3a", experiment: "nudge-sweep", figure, question });
    const people = (await ebm(folder, "list")).stdout;
    for (const name of figures) expect(people).toMatch(new RegExp(`^    ${name}\\b`, "m"));
  });

  it("is silent when its reader has gone", async () => {
    const { child, ended } = start(folder, ["describe", "fig3a", "--json"]);
    child.stdout?.destroy();
    expect(await ended).toMatchObject({ code: exitCode.done, stderr: "" });
  });
});

describe("ebm describe", () => {
  it("has question, columns, defaults and JSON Schema of an experiment", async () => {
    const { code, stdout } = await ebm(folder, "describe", "training-accuracy", "--json");
    expect(code).toBe(exitCode.done);
    const { schema, tables, defaults, question, configs } = JSON.parse(stdout);
    const experiment = experiments["training-accuracy"]!;
    expect(question).toBe(experiment.question);
    expect(configs).toContain("fig3b");
    expect(tables.map(({ file }: { file: string }) => file)).toEqual(["<name>.csv", "<name>-test.csv"]);
    for (const { columns } of tables) {
      for (const column of columns) {
        expect(column).toMatchObject({
          name: expect.stringMatching(/./),
          unit: expect.stringMatching(/./),
          meaning: expect.stringMatching(/./),
        });
      }
    }
    expect(defaults.training).toMatchObject({ batchSize: 64, learningRate: 0.001, momentum: 0.9 });
    expect(schema).toEqual(z.toJSONSchema(experiment.schema, { io: "input" }));
    expect(JSON.parse((await ebm(folder, "describe", "fig3b", "--schema")).stdout)).toEqual(schema);
  });

  it("shows a config's own values to people", async () => {
    const config = writeConfig(folder, "tiny", tiny);
    const { stdout } = await ebm(folder, "describe", config);
    expect(stdout).toMatch(/^tiny: nudge-sweep \(Fig\. 3A\)$/m);
    expect(stdout).toMatch(/^Columns of tiny\.csv$/m);
    expect(stdout).toMatch(/^ {2}network\.sizes +\[784, 8, 6, 10\] +units of each layer/m);
    expect(stdout).toMatch(/^ {2}inference\.stepSize +0\.1 +euler: step size η$/m);
  });
});

describe("ebm validate", () => {
  it("prints the config with its defaults, which is a config again", async () => {
    const config = writeConfig(folder, "tiny", tiny);
    const { code, stdout, stderr } = await ebm(folder, "validate", config, "--set", "seeds=0..1");
    expect(code).toBe(exitCode.done);
    expect(stderr).toBe("./tiny.yaml is a valid config of nudge-sweep; with its defaults it is:\n");
    const resolved = parse(stdout);
    expect(resolved).toMatchObject({ seeds: [0, 1], precision: "float64", inference: { stepSize: 0.1 } });
    expect(experiments["nudge-sweep"]!.schema.parse(resolved)).toEqual(resolved);
  });
});

describe("help", () => {
  it("is printed on stdout when asked for, and on stderr without a command", async () => {
    const asked = await ebm(folder, "--help");
    expect(asked).toMatchObject({ code: exitCode.done, stderr: "" });
    expect(asked.stdout).toContain("ebm run all");
    const none = await ebm(folder);
    expect(none).toMatchObject({ code: exitCode.usage, stdout: "" });
    expect(none.stderr).toContain(asked.stdout.trim());
  });

  it("names the version of package.json", async () => {
    const { stdout } = await ebm(folder, "--version");
    const file = fileURLToPath(new URL("../../package.json", import.meta.url));
    expect(stdout.trim()).toBe(JSON.parse(readFileSync(file, "utf8")).version);
  });
});

describe("a Node that is too old", () => {
  it("is named before anything is loaded, exit 4", async () => {
    const old = 'Object.defineProperty(process, "versions", { value: { node: "20.18.3" } })';
    const { code, stdout, stderr } = await start(folder, ["list"], {
      node: ["--import", `data:text/javascript,${encodeURIComponent(old)}`],
    }).ended;
    expect({ code, stdout }).toEqual({ code: exitCode.environment, stdout: "" });
    expect(stderr).toBe("ebm needs Node 20.19 or later, and this is Node 20.18.3; install a newer one\n");
    const file = fileURLToPath(new URL("../../package.json", import.meta.url));
    expect(JSON.parse(readFileSync(file, "utf8")).engines.node).toBe(">=20.19");
  });
});
