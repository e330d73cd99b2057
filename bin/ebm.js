#!/usr/bin/env node
// Thin: it only checks that the program can be loaded at all, in words that any Node can parse.
import { existsSync } from "node:fs";

// Schedulers send these to ask for an orderly end. Without a listener the first would open a debugger's port, and the second
// would kill. A run that listens itself decides alone; anything else ends here.
for (const signal of ["SIGUSR1", "SIGUSR2"]) {
  process.on(signal, () => {
    if (process.listenerCount(signal) === 1) process.exit(130);
  });
}

const program = new URL("../dist/cli/main.js", import.meta.url);
const [major, minor] = process.versions.node.split(".").map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  refuse(
    "ebm needs Node 20.19 or later, and this is Node " + process.versions.node + "; install a newer one",
  );
} else if (!existsSync(program)) {
  refuse(
    "ebm is not built: in a clone, run npm ci there; an installed package without dist/ is damaged, so install it again",
  );
} else {
  import(program.href).then(({ main }) => main(process.argv.slice(2)));
}

function refuse(message) {
  if (process.argv.includes("--json")) console.log(JSON.stringify({ error: { code: 4, message } }));
  console.error(message);
  process.exitCode = 4;
}
