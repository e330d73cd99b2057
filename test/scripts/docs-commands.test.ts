import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { pages } from "../../scripts/docs/pages.ts";
import { ebm, temporaryFolder } from "../cli/ebm.ts";
import { writeModel } from "../cli/model.ts";

// Carries out the commands of README.md and docs/: those that compute with --dry-run, `verify` with --list, the others whole.

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Pages whose commands need files that the page itself defines; the tests that write these files carry them out. */
const elsewhere: Readonly<Record<string, string>> = {
  "docs/extending.md": "test/experiments/extending.test.ts",
  "docs/own-experiment.md": "test/experiments/own.test.ts",
};

/** Commands that look at a whole machine, or at what several have computed: tests of their own carry them out. */
const ownTests: Readonly<Record<string, string>> = {
  doctor: "test/cli/dataset.test.ts",
  collect: "test/cli/commands.test.ts",
};

/** The words of a line as a shell takes them, without its comment. */
const wordsOf = (line: string): readonly string[] =>
  [...line.matchAll(/#.*$|'([^']*)'|"([^"]*)"|(\S+)/g)]
    .filter(([text]) => !text.startsWith("#"))
    .map((match) => match[1] ?? match[2] ?? match[3]!);

/** The commands of `ebm` in the blocks of a page, each as its words after `ebm`. */
const commandsOf = (page: string): readonly (readonly string[])[] =>
  [...readFileSync(page, "utf8").matchAll(/^```sh\n([\s\S]*?)^```/gm)]
    .flatMap(([, block]) => block!.replaceAll(/\\\n\s*/g, " ").split("\n"))
    .flatMap((line) => line.replace(/#.*$/, "").split("&&"))
    .map((line) => wordsOf(line.trim().replace(/^npx /, "")))
    .filter(([program]) => program === "ebm")
    .map(([, ...words]) => words);

/** What is typed in the test: nothing is computed, and nothing handed to a cluster or a browser. */
const typed = ([name, ...words]: readonly string[]): readonly string[] => {
  if (name === "verify") return [name, "--list"];
  if (name === "page") return [name, ...words.filter((word) => word !== "--open" && word !== "fig3a")];
  if (name !== "run" && name !== "sweep" && name !== "audit") return [name!, ...words];
  // With --trained a network would be trained; a hundred seeds are planned as two are.
  const kept = words
    .filter((word) => !["--check", "--detach", "--dry-run", "--trained"].includes(word))
    .map((word) => word.replace(/^(seeds=)?0\.\.\d+$/, "$10..1"));
  // A user's energy is examined on the config's network: on a smaller one it is the same.
  const small = kept.includes("--energy") ? ["--set", "network.sizes=[784, 6, 5, 10]"] : [];
  return [name, ...kept, ...small, "--dry-run"];
};

/** What makes a command another one than those before: all that is typed, but for the name of the file it writes. */
const essenceOf = (words: readonly string[]): string =>
  typed(words)
    .filter((word, i, all) => word !== "--out" && all[i - 1] !== "--out")
    .join(" ");

const commands = pages()
  .map((page) => relative(root, page).replaceAll("\\", "/"))
  .filter((page) => elsewhere[page] === undefined)
  .flatMap((page) => commandsOf(join(root, page)).map((words) => [page, words.join(" "), words] as const))
  .filter(([, , [name]]) => ownTests[name!] === undefined)
  .filter(
    ([, , words], at, all) => all.findIndex(([, , other]) => essenceOf(other) === essenceOf(words)) === at,
  );

const folder = temporaryFolder();
beforeAll(() => {
  mkdirSync(join(folder, "results"));
  for (const name of ["fig2c", "fig3a"])
    cpSync(join(root, "results", name), join(folder, "results", name), { recursive: true });
  cpSync(join(root, "configs/fig3a.yaml"), join(folder, "my.yaml"));
  symlinkSync(join(root, "examples"), join(folder, "examples"));
  // What the pages call a user's own energy and model.
  cpSync(join(root, "examples/precision-per-unit.mjs"), join(folder, "my-energy.mjs"));
  writeModel(folder, [784, 6, 10]);
});

describe("the commands of the pages", () => {
  it("are on the pages, and those that are not here have their own tests", () => {
    expect(new Set(commands.map(([page]) => page)).size).toBeGreaterThan(5);
    const tests = readdirSync(join(root, "test"), { recursive: true }).map((name) =>
      `test/${name}`.replaceAll("\\", "/"),
    );
    for (const place of [...Object.values(elsewhere), ...Object.values(ownTests)])
      expect(tests).toContain(place);
  });

  it.each(commands)("%s: ebm %s", async (_page, _text, words) => {
    const { code, stderr } = await ebm(folder, ...typed(words));
    expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
  });
});
