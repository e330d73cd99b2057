import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { exitCode, UserError } from "../../src/errors.ts";
import {
  bestBackend,
  openBackend,
  supplyRemovedFunction,
  type TensorFlow,
} from "../../src/tensorflow/backend.ts";
import { anyBackend, describeBackends } from "./backends.ts";

const built = new URL("../../dist/tensorflow/backend.js", import.meta.url);

/** Something to compute, here and in a process of its own. */
const product = (tf: TensorFlow["tf"]) => {
  const x = tf.tensor2d(
    Float32Array.from({ length: 64 * 80 }, (_, i) => Math.sin(i)),
    [64, 80],
  );
  const y = tf.tensor2d(
    Float32Array.from({ length: 80 * 33 }, (_, i) => Math.cos(i)),
    [80, 33],
  );
  return tf.tanh(tf.matMul(x, y));
};

/** Computes in a process of its own, as workers do, and returns what it printed. */
const inProcess = (backend: string): { readonly stdout: string; readonly stderr: string } => {
  const program = `
    const { openBackend } = await import(${JSON.stringify(built.href)});
    const { tf, within } = await openBackend(${JSON.stringify(backend)});
    const product = ${product};
    process.stdout.write(JSON.stringify(within(() => [...product(tf).dataSync()])));
  `;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
    encoding: "utf8",
  });
  return { stdout, stderr };
};

describeBackends("a backend", (engine) => {
  it("frees what is made within it, also when that fails", () => {
    const { tf, within } = engine;
    const { numTensors } = tf.memory();
    expect(within(() => tf.sum(tf.tensor1d([1, 2, 3])).dataSync()[0])).toBe(6);
    expect(() =>
      within(() => {
        tf.tensor1d([1]);
        throw new Error("mid-way");
      }),
    ).toThrow("mid-way");
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  it("is opened once, and computes on itself whichever was used before", async () => {
    expect(await openBackend(engine.backend)).toBe(engine);
    anyBackend.within(() => {});
    expect(engine.within(() => engine.tf.getBackend())).toBe(engine.backend);
  });

  it("prints nothing, and gives the same bits in every process", () => {
    const { stdout, stderr } = inProcess(engine.backend);
    expect(stderr).toBe("");
    const here = engine.within(() => [...product(engine.tf).dataSync()]);
    expect(here.length).toBe(64 * 33);
    expect(JSON.parse(stdout)).toEqual(here);
  });
});

describe("the native package", () => {
  it("where it is missing, says how to get it, and auto takes another", async () => {
    const found = await openBackend("tensorflow").catch((error: unknown) => error);
    if (!(found instanceof UserError)) {
      expect((await bestBackend()).backend).toBe("tensorflow");
      return;
    }
    expect(found.code).toBe(exitCode.environment);
    expect(found.message).toContain("npm install @tensorflow/tfjs-node");
    expect((await bestBackend()).backend).toBe("wasm");
  });

  it("finds the function that Node 23 removed", () => {
    const util: { isNullOrUndefined?: (value: unknown) => boolean } = {};
    supplyRemovedFunction(util);
    expect([null, undefined, 0, "", false].map((value) => util.isNullOrUndefined!(value))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    const own = () => true;
    const older = { isNullOrUndefined: own };
    supplyRemovedFunction(older);
    expect(older.isNullOrUndefined).toBe(own);
  });
});
