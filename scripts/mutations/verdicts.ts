// Prints the small claims whose verdict is not as it is declared, one a line: what `npm run mutate -- --verify` asks after a mistake.
import { openLaboratory } from "../../src/bench/open-laboratory.ts";
import { measuresItself } from "../../src/verify/claim.ts";
import { judge } from "../../src/verify/judge.ts";
import { claims } from "../../src/verify/registry.ts";

const laboratory = openLaboratory();
for (const claim of claims.filter(measuresItself)) {
  if (claim.scale !== "small") continue;
  try {
    if (!judge(claim, laboratory).asDeclared) console.log(claim.id);
  } catch {
    console.log(claim.id);
  }
}
