// Damages what is read (configs, weights, images, kept cells, words of the command line) and requires that each is read or
// refused in words: `npm run fuzz`, or `npm run fuzz -- safetensors 60` for one target or some, for a minute. The seeds are fixed,
// so that what is found is found again.
import { fileTargets } from "./fuzz/files.ts";
import { tryTarget } from "./fuzz/targets.ts";
import { textTargets } from "./fuzz/texts.ts";

/** Seconds for everything; what was not tried by then is said. */
const usual = 240;

const words = process.argv.slice(2);
const seconds = Number(words.find((word) => /^\d+$/.test(word)) ?? usual);
const wanted = words.filter((word) => !/^\d+$/.test(word));
const targets = [...fileTargets, ...textTargets].filter(
  ({ name }) => wanted.length === 0 || wanted.some((word) => name.includes(word)),
);
const start = performance.now();
let [found, left] = [0, 0];
for (const [index, target] of targets.entries()) {
  const now = performance.now();
  const rest = start + seconds * 1000 - now;
  // The longest come in between: what the short ones leave is theirs.
  const share = Math.max(rest / (targets.length - index), target.count > 1000 ? rest / 2 : 0);
  const { tried, refused, findings } = tryTarget(target, target.count, now + share);
  const took = ((performance.now() - now) / 1000).toFixed(1);
  process.stdout.write(`${target.name}: ${tried} of ${target.count} tried, ${refused} refused, ${took} s\n`);
  for (const { seed, input, problem } of findings.slice(0, 5))
    process.stdout.write(
      `  seed ${seed}: ${problem.replaceAll("\n", "\n    ")}\n    input ${input.slice(0, 2000)}\n`,
    );
  found += findings.length;
  left += target.count - tried;
}
process.stdout.write(`${found} found${left > 0 ? `; ${left} not tried within ${seconds} s` : ""}\n`);
process.exitCode = found > 0 || left > 0 ? 1 : 0;
