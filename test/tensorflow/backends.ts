import { describe, it } from "vitest";
import { UserError } from "../../src/errors.ts";
import { type Backend, openBackend, type TensorFlow } from "../../src/tensorflow/backend.ts";

const opened = new Map<Backend, TensorFlow>();
let missing = "";
for (const backend of ["cpu", "wasm", "tensorflow"] as const) {
  try {
    opened.set(backend, await openBackend(backend));
  } catch (error) {
    if (!(backend === "tensorflow" && error instanceof UserError)) throw error;
    missing = error.message;
  }
}

/** The CPU backend, for what is the same on all. */
export const anyBackend = opened.get("cpu")!;

/** The tests on each backend; those on `tensorflow` run where its package is installed, and else say that they don't. */
export const describeBackends = (name: string, body: (engine: TensorFlow) => void): void => {
  for (const [backend, engine] of opened) describe(`${name} on ${backend}`, () => body(engine));
  if (missing !== "") {
    describe(`${name} on tensorflow`, () => {
      it.skip(`skipped: ${missing}`, () => {});
    });
  }
};
