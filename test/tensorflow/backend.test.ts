import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { deprecate } from "node:util";
import { describe, expect, it } from "vitest";
import { exitCode, UserError } from "../../src/errors.ts";
import { firstLines } from "../../src/modules/mistake.ts";
import { bestBackend, openBackend, type TensorFlow } from "../../src/tensorflow/backend.ts";
import {
  installLine,
  nativePackage,
  supplyRemovedFunctions,
  withoutDeprecations,
} from "../../src/tensorflow/native-package.ts";
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
  it("where it is missing, says how to get it; auto is another, whatever is installed", async () => {
    expect((await bestBackend()).backend).toBe("wasm");
    const found = await openBackend("tensorflow").catch((error: unknown) => error);
    if (!(found instanceof UserError)) return;
    expect(found.code).toBe(exitCode.environment);
    // This is a clone, in which npm 11 does nothing for `npm install @tensorflow/tfjs-node`.
    expect(found.message).toContain("npm install --no-save --save-dev @tensorflow/tfjs-node@4.22.0");
  });

  it("is installed by a line that works: in a clone, and where scripts must be approved", () => {
    expect(installLine(10, false)).toBe("npm install @tensorflow/tfjs-node@4.22.0");
    expect(installLine(11, true)).toBe("npm install --no-save --save-dev @tensorflow/tfjs-node@4.22.0");
    expect(installLine(12, true)).toBe(
      "npm install --no-save --save-dev @tensorflow/tfjs-node@4.22.0 && npm install-scripts approve @tensorflow/tfjs-node && npm rebuild @tensorflow/tfjs-node",
    );
    const { peerDependencies } = JSON.parse(
      readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
    ) as { peerDependencies: Record<string, string> };
    expect(installLine(11, true)).toContain(`${nativePackage}@${peerDependencies[nativePackage]}`);
  });

  it("finds the functions that Node 23 removed, and meets none that Node 22 warns of", () => {
    const warns = (): never => {
      throw new Error("DEP0044");
    };
    for (const util of [{}, { isArray: warns, isNullOrUndefined: warns }] as Record<string, unknown>[]) {
      supplyRemovedFunctions(util);
      const { isNullOrUndefined, isArray } = util as Record<string, (value: unknown) => boolean>;
      expect([null, undefined, 0, "", false].map(isNullOrUndefined!)).toEqual([
        true,
        true,
        false,
        false,
        false,
      ]);
      expect([[], {}, new Float32Array(1)].map(isArray!)).toEqual([true, false, false]);
    }
  });

  it("warns of nothing while it is loaded", async () => {
    const warnings: string[] = [];
    const hear = ({ message }: Error) => warnings.push(message);
    process.on("warning", hear);
    const deprecated = deprecate(() => 1, "the library uses what goes", "DEP9999");
    expect(withoutDeprecations(deprecated)).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 10));
    process.off("warning", hear);
    expect(warnings).toEqual([]);
    expect(process.noDeprecation).toBeFalsy();
  });

  it("keeps the second line of an error, where the shapes are", () => {
    const error = new Error("Invalid TF_Status: 3\nMessage: In[0] mismatch In[1] shape: 3 vs. 4\n  at there");
    expect(firstLines(error)).toBe("Invalid TF_Status: 3 Message: In[0] mismatch In[1] shape: 3 vs. 4");
  });
});
