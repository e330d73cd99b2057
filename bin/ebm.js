#!/usr/bin/env node
// Thin: it only checks that the program can be loaded at all, in words that any Node can parse.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";

const flag = "--disable-wasm-trap-handler";

// Schedulers send these to ask for an orderly end. Without a listener the first would open a debugger's port, and the second
// would kill. A run that listens itself decides alone; anything else ends here.
for (const signal of ["SIGUSR1", "SIGUSR2"]) {
  process.on(signal, () => {
    if (process.listenerCount(signal) === 1) process.exit(130);
  });
}

// These compute in this very process; workers of other commands are started again by their parent (docs/cluster.md).
const lacksAddressSpace = () => {
  try {
    new WebAssembly.Memory({ initial: 1 });
    return false;
  } catch {
    return !process.execArgv.includes(flag) && process.allowedNodeEnvironmentFlags.has(flag);
  }
};

const startAgain = () => {
  const child = spawn(process.execPath, [flag, ...process.argv.slice(1)], { stdio: "inherit" });
  process.on("SIGINT", () => {}); // Ctrl-C reaches both
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code) => {
    process.exitCode = code ?? 1;
  });
};

const refuse = (message) => {
  if (process.argv.includes("--json")) console.log(JSON.stringify({ error: { code: 4, message } }));
  console.error(message);
  process.exitCode = 4;
};

const program = new URL("../lib/cli/main.js", import.meta.url);
const [major, minor] = process.versions.node.split(".").map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  refuse(
    "ebm needs Node 20.19 or later, and this is Node " + process.versions.node + "; install a newer one",
  );
} else if (!existsSync(program)) {
  refuse(
    "ebm is not built: in a clone, run npm ci there; an installed package without dist/ is damaged, so install it again",
  );
} else if (["doctor", "verify"].includes(process.argv[2]) && lacksAddressSpace()) {
  startAgain();
} else {
  import(program.href).then(({ main }) => main(process.argv.slice(2)));
}
