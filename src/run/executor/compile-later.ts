const v8 = Number(process.versions.v8.split(".")[0]);

/**
 * Flags with which V8 optimises a function of JavaScript after fifteen times as much of it has run as by default. What takes long here are
 * kernels of WebAssembly, which this doesn't concern; of JavaScript much runs for seconds, and optimising it took a sixth of the
 * processor time of `ebm run all`. From version 12 on (Node 22), V8 has a compiler between, and the default is as fast.
 */
export const compileLater: readonly string[] = v8 < 12 ? ["--interrupt-budget=1000000"] : [];
