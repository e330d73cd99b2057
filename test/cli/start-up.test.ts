import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { experiments } from "../../src/experiments/registry.ts";
import { builtDescription, builtListing } from "../../src/figure/configs/built-descriptions.ts";
import { describe as describeConfig } from "../../src/figure/configs/description.ts";
import { listConfigs, listQuestions } from "../../src/figure/configs/list-configs.ts";
import { program, start, temporaryFolder } from "./ebm.ts";

/** Makes Node name on standard error each module that it loads. */
const loader = `import { writeSync } from "node:fs";
export const load = (url, context, next) => { writeSync(2, "loads " + url + "\\n"); return next(url, context); };`;
const asUrl = (text: string): string => `data:text/javascript,${encodeURIComponent(text)}`;
const naming = asUrl(`import { register } from "node:module"; register(${JSON.stringify(asUrl(loader))});`);

/** What computes, draws or parses configs. None of it is needed to say what can be run. */
const heavy =
  /(?:^|\/)node_modules\/(?!commander|fastest-levenshtein)|^src\/(?!cli\/|figure\/|config\/nearest|config\/grid|config\/points|rows\/|report\/text\/|run\/executor\/compile-later|errors|package-root)/;

/** The modules that a file of lib/ is made of: esbuild names each above its code. */
const modulesOf = (url: string): readonly string[] => {
  if (!url.includes("/lib/")) return [url];
  const text = readFileSync(fileURLToPath(url), "utf8");
  return [...text.matchAll(/^\/\/ ((?:src|node_modules)\/.*)$/gm)].map(([, module]) => module!);
};

const commands = [
  ["--help"],
  ["--version"],
  ["run", "--help"],
  ["list"],
  ["list", "--json"],
  ["describe", "fig3a"],
  ["describe", "smoke/fig3b", "--json"],
  ["describe", "nudge-sweep", "--schema"],
];

/** The program once for each command, one after another in one process: what they load together is what any of them loads. */
const each = `import { writeSync } from "node:fs";
const commands = ${JSON.stringify(commands)};
let index = 0;
const next = () => {
  process.argv = [process.argv[0], "ebm", ...commands[index]];
  import(${JSON.stringify(pathToFileURL(program).href)} + "?" + index);
};
process.on("beforeExit", () => {
  writeSync(2, "ended " + (process.exitCode ?? 0) + "\\n");
  index += 1;
  if (index < commands.length) next();
});
next();
`;

describe("what only says what there is", () => {
  it(`loads neither mathematics nor charts nor schemas: ebm ${commands.map((words) => words.join(" ")).join(", ")}`, async () => {
    const folder = temporaryFolder();
    const bin = join(folder, "each.mjs");
    writeFileSync(bin, each);
    const { stderr } = await start(folder, [], { bin, node: ["--import", naming] }).ended;
    expect([...stderr.matchAll(/^ended (.*)$/gm)].map(([, code]) => code)).toEqual(commands.map(() => "0"));
    const loaded = [...stderr.matchAll(/^loads (.*)$/gm)].map(([, url]) => url!);
    const modules = loaded.flatMap(modulesOf);
    expect(modules.filter((module) => heavy.test(module))).toEqual([]);
    expect(modules).toContain("src/cli/main.ts");
  });

  it("says what the experiments themselves say", () => {
    const listing = builtListing();
    expect(listing).toMatchObject(
      JSON.parse(JSON.stringify({ configs: listConfigs(), questions: listQuestions() })),
    );
    // A config of each experiment, and the experiments.
    const names = Object.values(
      Object.fromEntries(listing!.configs.map(({ name, experiment }) => [experiment, name])),
    );
    names.push(...listing!.questions.map(({ experiment }) => experiment));
    const listed = listConfigs();
    for (const name of names) {
      const said = describeConfig(name, experiments, listed);
      expect(builtDescription(name), name).toEqual(JSON.parse(JSON.stringify(said)));
    }
    expect(builtDescription("./fig3a.yaml")).toBeNull();
    expect(builtDescription("../../identity")).toBeNull();
  });
});
