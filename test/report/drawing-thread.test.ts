import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import { openDrawing } from "../../src/report/drawing/drawing-thread.ts";
import { drawPictures } from "../../src/report/drawing/pictures.ts";
import type { ChartSpecification } from "../../src/rows/chart.ts";

const chart: ChartSpecification = {
  title: { text: "A chart" },
  description: "A line.",
  data: { url: "line.csv", format: { type: "csv", parse: { x: "number", y: "number" } } },
  mark: "line",
  encoding: { x: { field: "x", type: "quantitative" }, y: { field: "y", type: "quantitative" } },
};
const files = { "line.csv": "x,y\n0,1\n1,3\n2,2\n" };

describe("a thread that draws", () => {
  const drawing = openDrawing();
  afterAll(drawing.close);

  it("draws what is drawn here, and leaves this thread free meanwhile", async () => {
    let turns = 0;
    const done = new AbortController();
    const counting = (async () => {
      for (; !done.signal.aborted; turns += 1) await setImmediate();
    })();
    const pictures = await drawing.draw("line", chart, files);
    done.abort();
    await counting;
    // A drawing in this thread leaves it one turn.
    expect(turns).toBeGreaterThan(20);
    const here = await drawPictures("line", chart, files);
    expect(Object.keys(pictures)).toEqual(Object.keys(here));
    for (const [name, picture] of Object.entries(here))
      expect(Buffer.from(pictures[name]!).equals(Buffer.from(picture)), name).toBe(true);
  });

  it("draws one after the other, and says of one why it can't be drawn", async () => {
    const [first, refused, last] = await Promise.allSettled([
      drawing.draw("a", chart, files),
      drawing.draw("b", chart, {}),
      drawing.draw("c", chart, files),
    ]);
    expect(Object.keys(first.status === "fulfilled" ? first.value : {})).toEqual(["a.svg", "a.png"]);
    expect(Object.keys(last.status === "fulfilled" ? last.value : {})).toEqual(["c.svg", "c.png"]);
    const why = await drawPictures("b", chart, {}).catch((error: Error) => error.message);
    expect(why).toContain("line.csv");
    expect(refused).toMatchObject({ reason: new Error(String(why)) });
  });

  it("draws again after a pause", async () => {
    const before = await drawing.draw("line", chart, files);
    await sleep(50);
    expect(await drawing.draw("line", chart, files)).toEqual(before);
  });

  it("is started again when it died: the chart that it was drawing is not drawn, and the next is", async () => {
    const answers = `import { parentPort } from "node:worker_threads";
      parentPort.on("message", ([stem]) => {
        if (stem === "die") process.exit();
        if (stem === "throw") throw new Error("no more memory");
        setTimeout(() => parentPort.postMessage({ pictures: { [stem]: "" } }), 20);
      });`;
    const mortal = openDrawing(new URL(`data:text/javascript,${encodeURIComponent(answers)}`));
    expect(await mortal.draw("a", chart, files)).toEqual({ a: "" });
    const [dead, next] = await Promise.allSettled([
      mortal.draw("die", chart, files),
      mortal.draw("b", chart, files),
    ]);
    expect(dead).toMatchObject({
      reason: new Error("the thread that draws was ended before the chart was drawn"),
    });
    expect(next).toMatchObject({ value: { b: "" } });
    const [thrown, after] = await Promise.allSettled([
      mortal.draw("throw", chart, files),
      mortal.draw("d", chart, files),
    ]);
    expect(thrown).toMatchObject({ reason: new Error("no more memory") });
    expect(after).toMatchObject({ value: { d: "" } });
    await sleep(50);
    expect(await mortal.draw("c", chart, files)).toEqual({ c: "" });
    await mortal.close();
  });

  it("gives up what it draws when it is closed, and starts nothing more", async () => {
    const short = openDrawing();
    const given = short.draw("line", chart, files).catch((error: Error) => error.message);
    await sleep(0);
    await short.close();
    expect(await given).toContain("was ended before the chart was drawn");
    await expect(short.draw("line", chart, files)).rejects.toThrow("was ended before the chart was drawn");
    await openDrawing().close();
  });
});
