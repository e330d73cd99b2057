// Enforces how things are declared: node scripts/check-declarations.mjs [root]. Functions one way, `const f = (…) => …`, and in src no
// value of a module that changes while the program runs, unless the comment above it begins with "One per process:" (or thread,
// page) and says why nobody can own it; nor a record with an accessor. Prints file:line and the rule; exits with 1 if there is one. Generators and overloads have no
// other form; the kernels are another language.
import { readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

const declaredFunction = /^\s*(?:export )?(?:default )?(?:async )?function \w+.*(?:\{\}?|[(,<])$/;
// At the beginning of a line: what stands in a function is indented.
const changing = [
  /^(?:export )?(?:let|var) /,
  /^(?:export )?const \w+(?:: [^=]+)? = (?:open[A-Z]\w*\(.*\)|new (?:Map|Set|WeakMap|WeakSet)(?:<.*>)?\(\)|\[\]|\{\});$/,
];
const accessor = /^\s*(?:get|set) \w+\(.*\)(?:: [^=]+)? \{$/;
const reason = /^ ?(?:\/\/|\/\*\*|\*) One per (?:process|thread|page): /;

const rules = [
  {
    breaks: (lines, i) => declaredFunction.test(lines[i]),
    text: "functions are declared one way, const f = (…) => …",
    below: ["src", "scripts", "test", "bin", "examples"],
  },
  {
    breaks: (lines, i) =>
      changing.some((pattern) => pattern.test(lines[i])) &&
      !commentAbove(lines, i).some((l) => reason.test(l)),
    text: "a value that changes belongs to somebody who made it, or its comment says `One per process: …` and why",
    below: ["src"],
  },
  {
    // V8 gives each object with an accessor a hidden class of its own, which keeps all that the accessor sees until the next full collection.
    breaks: (lines, i) => accessor.test(lines[i]),
    text: "a record has functions, name: () => …, and no accessors",
    below: ["src"],
  },
];

/** The lines of the comment that ends right above a line. */
const commentAbove = (lines, i) => {
  let first = i;
  while (first > 0 && /^ ?(?:\/\/|\/\*|\*)/.test(lines[first - 1])) first--;
  return lines.slice(first, i);
};

const filesBelow = (folder) =>
  (statSync(folder, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(folder, { recursive: true }) : [])
    .map((name) => join(folder, String(name)))
    .filter((file) => /\.m?[tj]s$/.test(file) && !file.endsWith(".d.ts"))
    .filter((file) => !file.includes(join("linalg", "assembly") + sep));

/** What breaks the rules below `root`: file:line, the rule, and what was found. */
export const checkDeclarations = (root) =>
  rules.flatMap(({ breaks, text, below }) =>
    below
      .flatMap((folder) => filesBelow(join(root, folder)))
      .sort()
      .flatMap((file) => {
        const lines = readFileSync(file, "utf8").split("\n");
        const place = file
          .slice(root.length + 1)
          .split(sep)
          .join("/");
        return lines.flatMap((line, i) =>
          breaks(lines, i) ? [`${place}:${i + 1}: ${text}; found ${line.trim()}`] : [],
        );
      }),
  );

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const root = resolve(process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), ".."));
  const complaints = checkDeclarations(root);
  for (const complaint of complaints) console.error(complaint);
  if (complaints.length > 0) process.exitCode = 1;
  else
    console.log("functions are declared one way, and no module keeps a value that changes without a reason");
}
