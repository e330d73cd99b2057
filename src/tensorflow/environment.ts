/** What the native library of TensorFlow.js reads: one core a worker, sums in a fixed order, no log on the terminal. */
const ours: Readonly<Record<string, string>> = {
  TF_NUM_INTRAOP_THREADS: "1",
  TF_NUM_INTEROP_THREADS: "1",
  TF_ENABLE_ONEDNN_OPTS: "0",
  TF_CPP_MIN_LOG_LEVEL: "2",
};

/** Names of variables that the library, or what it is built on, takes settings from. */
const read = /^(TF_|TFJS_|XLA_|ONEDNN_|DNNL_|MKL_|OMP_|KMP_|NVIDIA_TF32)/;

/** Sets them as they must be, and takes away what the shell had of the kind: it would change bits that no cell's key knows of. */
export const prepareEnvironment = (environment: Record<string, string | undefined>): void => {
  for (const name of Object.keys(environment)) if (read.test(name)) delete environment[name];
  Object.assign(environment, ours);
};
