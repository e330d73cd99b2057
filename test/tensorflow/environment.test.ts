import { expect, it } from "vitest";
import { prepareEnvironment } from "../../src/tensorflow/environment.ts";

it("what the shell says to TensorFlow.js reaches no number: it is set by us or taken away, the rest stays", () => {
  const environment = {
    PATH: "/bin",
    TF_ENABLE_ONEDNN_OPTS: "1",
    TF_NUM_INTRAOP_THREADS: "8",
    TF_DETERMINISTIC_OPS: "0",
    OMP_NUM_THREADS: "4",
    XLA_FLAGS: "--xla_cpu_enable_fast_math=true",
  };
  prepareEnvironment(environment);
  expect(environment).toEqual({
    PATH: "/bin",
    TF_NUM_INTRAOP_THREADS: "1",
    TF_NUM_INTEROP_THREADS: "1",
    TF_ENABLE_ONEDNN_OPTS: "0",
    TF_CPP_MIN_LOG_LEVEL: "2",
  });
});
