import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "ebm-program-test-"));
mkdirSync(join(folder, "node_modules"));
symlinkSync(root, join(folder, "node_modules", "ebm-lab"), "junction");
writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const program = `
import { experiments, type Row, resolve, run, UserError } from "ebm-lab";

const base = {
  experiment: "nudge-sweep",
  seeds: [0],
  lambda: [0.1],
  network: { sizes: [784, 4, 3, 10] },
};
const heard: string[] = [];
const reporter = { cell: (event: { readonly type: string }) => void heard.push(event.type) };
const plain = await run(base, { set: { "inference.steps": 3 }, workers: 1, reporter });
const swept = await run(base, { sweep: { lambda: [0.1, 1] }, out: "results", workers: 1 });
const first: Row | undefined = plain.rows[0];
// @ts-expect-error a state is one of three words
const wrong: "done" = plain.state;
let refusal = "";
try {
  resolve(base, { set: { "inference.step": 3 } });
} catch (error) {
  if (error instanceof UserError) refusal = \`\${error.code} \${error.message}\`;
}
console.log(
  JSON.stringify({
    names: experiments.map(({ name }) => name),
    steps: (resolve(base, { set: { "inference.steps": 3 } }).config as unknown as { inference: { steps: number } })
      .inference.steps,
    plain: { ...plain, config: null, findings: plain.findings.length, wrong },
    lambdas: swept.rows.map(({ lambda }) => lambda),
    columns: swept.tables.map(({ file, columns }) => [file, columns[0]?.name]),
    folder: swept.folder,
    first,
    heard,
    refusal,
  }),
);
`;

describe("ebm-lab as a library, from another folder", () => {
  it("computes rows, with types, and prints nothing of its own", () => {
    writeFileSync(join(folder, "program.ts"), program);
    const node = (...args: readonly string[]) =>
      execFileSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
    const options = "--module nodenext --target es2023 --strict --skipLibCheck --types".split(" ");
    const typescript = join(root, "node_modules", "typescript", "bin", "tsc");
    try {
      node(typescript, ...options, "", "--lib", "es2023,dom", "program.ts");
    } catch (error) {
      expect((error as { stdout: string }).stdout).toBe("");
    }
    const said = JSON.parse(node("program.js"));
    expect(said.names).toContain("nudge-sweep");
    expect(said.steps).toBe(3);
    expect(said.plain).toMatchObject({
      state: "whole",
      folder: null,
      failed: [],
      name: "nudge-sweep-steps=3",
    });
    expect(said.plain.rows.length).toBe(2); // Euler, and the equilibrium alongside
    expect(said.first).toMatchObject({ inference: "euler", seed: 0, lambda: 0.1 });
    expect(said.first.gradient_distance).toBeGreaterThan(0);
    expect(said.lambdas).toEqual([0.1, 0.1, 1, 1]); // point by point
    expect(said.columns[0]).toEqual(["nudge-sweep-sweep.csv", "lambda"]);
    expect(said.folder).toBe(join("results", "nudge-sweep-sweep"));
    expect(existsSync(join(folder, said.folder, "nudge-sweep-sweep.csv"))).toBe(true);
    expect(said.heard.filter((type: string) => type === "done").length).toBe(2);
    expect(said.refusal).toBe("2 set inference.step: inference.step: unknown key; did you mean steps?");
  });
});
