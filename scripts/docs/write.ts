// Writes the numbers of README.md and docs/ from results/ and docs/numbers.json, and the table of activations from the registry: `npm run docs:numbers`, and with --check only
// says which differ, with exit code 3.
import { readFileSync, writeFileSync } from "node:fs";
import { relative } from "node:path";
import { withActivations } from "./activations.ts";
import { renumbered } from "./markers.ts";
import { numberNamed, pages } from "./pages.ts";

const check = process.argv.includes("--check");
const numberOf = numberNamed();
let different = 0;
for (const page of pages()) {
  const before = readFileSync(page, "utf8");
  const { text: numbered, names, differences } = renumbered(before, numberOf);
  const text = withActivations(numbered);
  if (text !== numbered) console.log(`${relative(".", page)}: the table of activations differed`);
  for (const { name, found, expected } of differences)
    console.log(`${relative(".", page)}: ${name}: ${found} → ${expected}`);
  different += differences.length + Number(text !== numbered);
  if (!check && text !== before) writeFileSync(page, text);
  console.log(`${relative(".", page)}: ${names.length} numbers, ${differences.length} differed`);
}
if (check && different > 0) process.exitCode = 3;
