import { createRequire } from "node:module";
import { dirname, sep } from "node:path";
import type * as Core from "@tensorflow/tfjs-core";
import { exitCode, UserError } from "../errors.ts";
import { firstLines } from "../modules/mistake.ts";
import { ownFile } from "../package-root.ts";
import { prepareEnvironment } from "./environment.ts";
import {
  installLineHere,
  nativePackage,
  supplyRemovedFunctions,
  withoutDeprecations,
} from "./native-package.ts";

/** The functions of TensorFlow.js. */
export type Tf = typeof Core;

export const backends = ["tensorflow", "wasm", "cpu"] as const;
export type Backend = (typeof backends)[number];

/** One backend of TensorFlow.js, ready to compute. It has float32 alone. */
export interface TensorFlow {
  readonly tf: Tf;
  readonly backend: Backend;
  /** Version of TensorFlow.js, and of the native library where there is one. */
  readonly version: string;
  /** Runs `body` on this backend and disposes every tensor that it made; `body` must return none. */
  readonly within: <T>(body: () => T) => T;
}

const require = createRequire(import.meta.url);

// One per process: TensorFlow.js keeps its backends in a global registry, and refuses to be told twice where its kernels lie.
const opened = new Map<Backend, Promise<TensorFlow>>();

/**
 * Opens a backend, once in a process. Throws `UserError` (environment) when it can't be had here.
 * The same numbers on every run: one thread, and for `wasm` and `cpu` also on every machine of one architecture.
 */
export const openBackend = (backend: Backend): Promise<TensorFlow> => {
  const known = opened.get(backend);
  if (known !== undefined) return known;
  const opening = openers[backend]();
  opened.set(backend, opening);
  return opening;
};

/**
 * What `auto` stands for: `wasm`, or `cpu` where that can't be opened. `tensorflow` is chosen by its name alone, so that what is
 * installed beside this program changes no number.
 */
export const bestBackend = async (): Promise<TensorFlow> => {
  try {
    return await openBackend("wasm");
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return openBackend("cpu");
  }
};

const ready = async (tf: Tf, backend: Backend, version: string): Promise<TensorFlow> => {
  // Otherwise it advertises its native package on the console.
  tf.env().set("PROD", true);
  if (!(await tf.setBackend(backend))) throw new Error(`the ${backend} backend did not start`);
  return {
    tf,
    backend,
    version,
    within: (body) => {
      // At once, since the backend has started; TensorFlow.js has one active backend in a process.
      if (tf.getBackend() !== backend) void tf.setBackend(backend);
      tf.engine().startScope(backend);
      try {
        return body();
      } finally {
        tf.engine().endScope();
      }
    },
  };
};

/**
 * tfjs-core with its gradients, which `npm run build` bundles: Node's file of the package lacks them. Its packages are CommonJS, and are
 * required: to import them, Node first looks through their text for names, which takes longer than all the rest of the start.
 */
const loadCore = async (): Promise<Tf> => {
  const tf: Tf = require("@tensorflow/tfjs-core");
  await import(ownFile("dist/tensorflow/gradients.js").href);
  return tf;
};

const openers: Readonly<Record<Backend, () => Promise<TensorFlow>>> = {
  cpu: async () => {
    const tf = await loadCore();
    require("@tensorflow/tfjs-backend-cpu");
    return ready(tf, "cpu", tf.version_core);
  },
  wasm: async () => {
    const tf = await loadCore();
    const { setWasmPaths }: typeof import("@tensorflow/tfjs-backend-wasm") =
      require("@tensorflow/tfjs-backend-wasm");
    setWasmPaths(dirname(require.resolve("@tensorflow/tfjs-backend-wasm")) + sep);
    tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
    try {
      return await ready(tf, "wasm", tf.version_core);
    } catch (error) {
      throw unavailable("wasm", error, "choose --tfjs-backend cpu");
    }
  },
  tensorflow: async () => {
    try {
      require.resolve(nativePackage);
    } catch {
      throw new UserError(
        exitCode.environment,
        `the tensorflow backend needs ${nativePackage}, which is not installed; ` +
          `install it with \`${installLineHere()}\`, or choose --tfjs-backend wasm`,
      );
    }
    prepareNative();
    try {
      const tf = withoutDeprecations(() => require(nativePackage)) as Tf & {
        version: Record<string, string>;
      };
      const native = await ready(tf, "tensorflow", tf.version["tfjs-node"]!);
      const { binding } = tf.backend() as unknown as { binding: { TF_Version: string } };
      return { ...native, version: `${native.version} with libtensorflow ${binding.TF_Version}` };
    } catch (error) {
      throw unavailable(
        "tensorflow",
        error,
        `install it again with \`${installLineHere()}\`, or choose --tfjs-backend wasm`,
      );
    }
  },
};

/** What must be so before the native package is loaded. */
const prepareNative = (): void => {
  supplyRemovedFunctions(require("node:util"));
  prepareEnvironment(process.env);
};

const unavailable = (backend: Backend, error: unknown, remedy: string): UserError =>
  new UserError(
    exitCode.environment,
    `the ${backend} backend can't be started (${firstLines(error)}); ${remedy}`,
  );
