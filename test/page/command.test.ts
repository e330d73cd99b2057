import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { kernelBytes } from "../../src/bench/kernel-bytes.ts";
import { laboratoryContent } from "../../src/figure/page/laboratory.ts";
import type { Answer, LimitAnswer } from "../../src/page/protocol.ts";
import { limitCommand } from "../../src/page/state/command.ts";
import { brushLevels, decodeDrawing, encodeDrawing } from "../../src/page/state/drawing.ts";
import { drawnFiles } from "../../src/page/state/idx.ts";
import { type LimitState, paperLimit } from "../../src/page/state/limit.ts";
import { serve } from "../../src/page/worker/serve.ts";
import { parseCsv } from "../../src/report/result/csv.ts";
import { ebm } from "../cli/ebm.ts";

const folder = mkdtempSync(join(tmpdir(), "ebm-page-command-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { digits, templates } = laboratoryContent("", []);

/** What the page shows in a state. */
const answerOf = (state: LimitState): LimitAnswer => {
  const answers: Answer[] = [];
  const kernels = { float64: kernelBytes("float64"), float32: kernelBytes("float32") };
  const send = serve(
    kernels,
    (answer) => answers.push(answer),
    () => {},
  );
  send({ kind: "setup", digits, templates });
  send({ kind: "limit", id: 1, state });
  return answers.find((answer): answer is LimitAnswer => answer.kind === "limit")!;
};

/** The words that a shell makes of the page's command, after the archive is unpacked: those after `npx`. */
const wordsOf = (command: string): readonly string[] =>
  [...command.replace(/^.*npx ebm /, "").matchAll(/'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2]!);

const small: LimitState = { ...paperLimit, depth: 1, width: 16, lambda: 0.0123, seed: 3, image: 2 };
const pixels = Uint8Array.from({ length: 784 }, (_, at) => brushLevels[(at >> 2) % 4]!);

it.each([
  ["an image of the page", { ...small, activation: "tanh", steps: 33, stepSize: 0.26 }],
  [
    "a drawn one, and another loss",
    {
      ...small,
      loss: "cross-entropy",
      image: "drawn" as const,
      drawing: encodeDrawing({ pixels, label: 4 }),
    },
  ],
])("the command of the page writes the numbers that it shows: %s", async (_, state) => {
  const drawing = decodeDrawing(state.drawing);
  if (drawing !== null) {
    mkdirSync(join(folder, "drawn"), { recursive: true });
    for (const [name, bytes] of Object.entries(drawnFiles(drawing.pixels, drawing.label)))
      writeFileSync(join(folder, "drawn", name), bytes);
  }
  const { code, stdout, stderr } = await ebm(folder, ...wordsOf(limitCommand(state)), "--quiet", "--json");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const [result] = (JSON.parse(stdout) as { results: { folder: string }[] }).results;
  const file = join(folder, result!.folder, `${basename(result!.folder)}.csv`);
  const answer = answerOf(state);
  for (const solver of ["euler", "equilibrium"] as const) {
    const row = parseCsv(readFileSync(file, "utf8"), file).rows.find(
      ({ inference }) => inference === solver,
    )!;
    expect(answer[solver]).toMatchObject({
      distance: row.gradient_distance,
      relativeError: row.relative_distance,
      cosine: row.cosine,
    });
  }
});
