// Runs what `elsewhere.ts` names and writes docs/numbers.json: `npm run docs:measure`, or with the names of some numbers after it.
// A quarter of an hour on two cores; finished cells are kept in node_modules/.cache, so that it can be interrupted.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { elsewhere } from "./elsewhere.ts";
import { measuredFile, readMeasured } from "./pages.ts";
import { resultsIn } from "./results.ts";

const program = fileURLToPath(new URL("../../bin/ebm.js", import.meta.url));
const out = fileURLToPath(new URL("../../node_modules/.cache/docs-results", import.meta.url));

const asked = process.argv.slice(2);
const wanted = Object.entries(elsewhere).filter(([name]) => asked.length === 0 || asked.includes(name));
const runs = new Map(wanted.map(([, { command, result }]) => [result, command]));
const measured = readMeasured();
for (const [result, command] of runs) {
  const args = ["run", ...command, "--name", result, "--out", out, "--quiet"];
  console.log(`ebm ${args.slice(0, -3).join(" ")}`);
  execFileSync(process.execPath, [program, ...args], { stdio: ["ignore", "ignore", "inherit"] });
  const results = resultsIn(out);
  for (const [name, { value, result: own }] of wanted)
    if (own === result) measured[name] = { value: value(results, own) };
  writeFileSync(measuredFile, `${JSON.stringify(measured, null, 2)}\n`);
}
