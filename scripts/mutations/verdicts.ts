// Prints the small claims whose verdict is not as it is declared, one a line: what `npm run mutate -- --verify` asks after a mistake.
import { judge } from "../../src/verify/judge.ts";
import { claims } from "../../src/verify/registry.ts";

for (const claim of claims.filter(({ scale }) => scale === "small")) {
  try {
    if (!judge(claim).asDeclared) console.log(claim.id);
  } catch {
    console.log(claim.id);
  }
}
