import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { openLaboratory } from "../../src/bench/open-laboratory.ts";
import { verify } from "../../src/cli/command/verify.ts";
import { exitCode } from "../../src/errors.ts";
import type { VerifyOptions } from "../../src/figure/verify/verify-claims.ts";
import { estimatorNamed } from "../../src/gradient/registry.ts";
import { writeCell } from "../../src/run/store/store.ts";
import type { Claim } from "../../src/verify/claim.ts";
import { claimWork } from "../../src/verify/claim-work.ts";
import { orders, symmetricOrder } from "../../src/verify/claims/laborieux-2021/symmetric-order.ts";
import { orderClaim } from "../../src/verify/order/order.ts";
import { claims } from "../../src/verify/registry.ts";
import { withDrawingHere } from "../report/drawing-here.ts";
import { withBlankPictures } from "./blank-pictures.ts";
import { ebm, temporaryFolder } from "./ebm.ts";

const laboratory = openLaboratory();

/** Computes the cells of these claims here: workers know the registered ones alone. */
const inThisProcess = (own: readonly Claim[]): Pick<VerifyOptions, "place"> => ({
  place: {
    slots: () => 1,
    executor: ({ store }) => ({
      run: async ({ entries, onEvent }) => {
        const todo = entries.filter(({ state }) => state === "todo");
        for (const entry of todo) {
          const work = claimWork(own);
          const result = await work.measure(work.schema.parse(entry.cell.settings), laboratory);
          writeCell(store, entry.key, entry.cell, result, 0);
          onEvent?.({ type: "done", entry, seconds: 0 });
        }
        return { done: todo.length, found: 0, failed: [], left: 0 };
      },
    }),
  },
});

const folder = temporaryFolder();
/** The same claim, measured with the one-sided estimate. */
const sabotaged: Claim = (() => {
  const { measure: _, parts: __, scale: ___, ...text } = symmetricOrder;
  return orderClaim({
    ...text,
    orders: orders.slice(0, 1).map((order) => ({ ...order, estimate: estimatorNamed("pc-nudge").estimate })),
  });
})();

describe("ebm verify", () => {
  const name = "verify-song-2020";
  const chosen = claims.filter(({ paper, scale }) => paper === "song-2020" && scale === "small");
  const written = join(folder, "results", name);
  const read = (file: string) => readFileSync(join(written, file), "utf8");
  const counts = () => JSON.parse(read("run.json")).cells;
  let first: Awaited<ReturnType<typeof ebm>>;
  beforeAll(async () => {
    first = await ebm(folder, "verify", "--paper", "song-2020");
  });

  it("measures claims, writes the result and exits with 0; those of one paper into a folder of its own", () => {
    const { code, stdout, stderr } = first;
    expect({ code, stdout }).toEqual({ code: exitCode.done, stdout: "results/verify-song-2020\n" });
    const marked = stderr.split("\n").filter((line) => line.startsWith("✓"));
    expect(marked.map((line) => line.split(/\s+/)[1])).toEqual(chosen.map(({ id }) => id));
    expect(stderr).not.toContain("✗");
    expect(read("config.yaml")).toContain("paper: song-2020");
    const files = ["config.yaml", "manifest.json", "run.json", "song-2020.md", `${name}-curves.csv`].concat(
      ["csv", "json", "md", "png", "svg", "vl.json"].map((ending) => `${name}.${ending}`),
    );
    expect(readdirSync(written).sort()).toEqual(files.sort());
  });

  it("does not measure again what is there already; measured again, it has the same bytes, but for what the run says of itself", async () => {
    const files = readdirSync(written).filter((file) => file !== "run.json");
    const before = files.map(read);
    const command = ["verify", "--paper", "song-2020", "--quiet"];
    expect(counts()).toMatchObject({ computed: chosen.length, reused: 0 });
    expect(await ebm(folder, ...command)).toMatchObject({ code: exitCode.done, stderr: "" });
    expect(counts()).toMatchObject({ computed: 0, reused: chosen.length });
    expect(await ebm(folder, ...command, "--force")).toMatchObject({ code: exitCode.done, stderr: "" });
    expect(counts()).toMatchObject({ computed: chosen.length, reused: 0 });
    for (const [index, file] of files.entries()) expect(read(file), file).toBe(before[index]);
    // Clocks and versions live in run.json alone.
    expect(read(`${name}.json`)).not.toContain(process.versions.node);
  });

  it("--list says what is declared, and measures nothing", async () => {
    const { code, stdout, stderr } = await ebm(folder, "verify", "--list", "--json");
    expect({ code, stderr }).toEqual({ code: exitCode.done, stderr: "" });
    const listed = (JSON.parse(stdout) as { claims: { id: string; expected: string; parts: unknown[] }[] })
      .claims;
    expect(listed.map(({ id, expected }) => [id, expected])).toEqual(
      claims.map(({ id, expected }) => [id, expected]),
    );
    for (const { parts } of listed) expect(parts.length).toBeGreaterThan(0);
    const text = await ebm(folder, "verify", "--list");
    for (const { id, scale } of claims)
      expect(text.stdout).toMatch(
        new RegExp(`^ {2}${id}  .*${scale === "full" ? "\\(with --full\\)" : ""}$`, "m"),
      );
  });

  it("--list --paper lists those of one paper", async () => {
    const { code, stdout, stderr } = await ebm(
      folder,
      "verify",
      "--list",
      "--paper",
      "seely-gould-2026",
      "--json",
    );
    expect({ code, stderr }).toEqual({ code: exitCode.done, stderr: "" });
    const own = claims.filter(({ paper }) => paper === "seely-gould-2026").map(({ id }) => id);
    expect(own.length).toBeGreaterThan(2);
    expect((JSON.parse(stdout) as { claims: { id: string }[] }).claims.map(({ id }) => id)).toEqual(own);
    const text = await ebm(folder, "verify", "--paper", "seely-gould-2026", "--list");
    expect(text.stdout.match(/^ {2}[a-z0-9-]+(?= {2})/gm)).toEqual(own.map((id) => `  ${id}`));
  });

  it.each([
    [
      "verify --list --paper song-2021",
      `--paper: expected one of ${[...new Set(claims.map(({ paper }) => paper))].join(", ")}, found song-2021; did you mean song-2020?`,
    ],
    [
      "verify --paper song-2021",
      `--paper: expected one of ${[...new Set(claims.map(({ paper }) => paper))].join(", ")}, found song-2021; did you mean song-2020?`,
    ],
    ["verify --list --full", "option '--list' cannot be used with option '--full'; see `ebm verify --help`"],
    ["verify --ful", "unknown option '--ful'; did you mean --full?"],
    [
      "verify everything",
      "too many arguments for 'verify': expected 0 arguments but got 1; see `ebm verify --help`",
    ],
  ])("%s is a mistake", async (command, message) => {
    const { code, stderr } = await ebm(folder, ...command.split(" "));
    expect({ code, stderr }).toEqual({ code: exitCode.usage, stderr: `${message}\n` });
  });

  it("overwrites no files that aren't its own", async () => {
    mkdirSync(join(folder, "taken", "verify"), { recursive: true });
    writeFileSync(join(folder, "taken", "verify", "notes.txt"), "mine");
    const { code, stderr } = await ebm(folder, "verify", "--out", "taken");
    expect(code).toBe(exitCode.usage);
    expect(stderr).toContain("results are never overwritten");
    expect(readdirSync(join(folder, "taken", "verify"))).toEqual(["notes.txt"]);
  });
});

describe("a verdict that is not as declared", () => {
  let [stdout, stderr] = ["", ""];
  beforeEach(() => {
    [stdout, stderr] = ["", ""];
    vi.spyOn(process.stdout, "write").mockImplementation((text) => {
      stdout += String(text);
      return true;
    });
    vi.spyOn(process.stderr, "write").mockImplementation((text) => {
      stderr += String(text);
      return true;
    });
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it("is none on a cluster before all cells are there: --detach says who has them, and else which were not computed", async () => {
    const submits: Pick<VerifyOptions, "place"> = {
      place: {
        slots: () => 1,
        executor: () => ({
          run: async () => ({ done: 0, found: 0, failed: [], left: 1, submitted: [{ job: "12", tasks: 1 }] }),
        }),
      },
    };
    const asked = { out: join(folder, "cluster") };
    expect(await verify({ ...asked, detach: true }, [sabotaged], submits)).toBe(exitCode.done);
    expect(stderr).toContain("1 of 1 cells are with job 12; `ebm status`");
    expect(await verify(asked, [sabotaged], submits)).toBe(exitCode.cellsFailed);
    expect(stderr).toContain("1 of 1 cells were not computed: their tasks of job 12 ended before");
    expect(stdout).toBe("");
  });

  it("exits with 3, says which, and still writes what was measured", async () => {
    const out = join(folder, "sabotaged");
    const own = [sabotaged, ...claims.slice(0, 1)];
    const code = await withBlankPictures(() =>
      withDrawingHere(() => verify({ out, quiet: true, json: true }, own, inThisProcess(own))),
    );
    expect(code).toBe(exitCode.checkFailed);
    const { error, claims: written } = JSON.parse(stdout);
    expect(error).toEqual({
      code: exitCode.checkFailed,
      message: "2 claims: 1 holds, 1 does not hold; not as declared: symmetric-order",
    });
    expect(written.map(({ asDeclared }: { asDeclared: boolean }) => asDeclared)).toEqual([false, true]);
    expect(stderr).toMatch(
      /^✗ symmetric-order .* does not hold \(declared: holds\)\n {6}PC, symmetric: slope .*outside$/m,
    );
    expect(stderr).not.toContain("free-phase");
    const csv = readFileSync(join(out, "verify", "verify.csv"), "utf8");
    expect(csv).toContain("symmetric-order,");
  });
});
