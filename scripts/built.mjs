// Whether what is built is of the sources as they are: `.built` holds the hash of what the build reads and of what it has written.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What `build.mjs` reads; of the installed packages, npm's own list of their versions. */
const sources = [
  ...["src", "scripts", "configs", "package.json", "tsconfig.json"],
  ...["package-lock.json", "node_modules/.package-lock.json"],
];
const outputs = ["dist", "lib"];

const filesOf = (path) =>
  statSync(path).isFile()
    ? [path]
    : readdirSync(path, { recursive: true })
        .map((name) => join(path, String(name)))
        .filter((each) => statSync(each).isFile())
        .sort();

const digestOf = (root) => {
  const hash = createHash("sha256").update(process.version);
  for (const path of [...sources, ...outputs].map((each) => join(root, each)).filter(existsSync))
    for (const file of filesOf(path))
      hash.update(`\0${file.slice(root.length)}\0`).update(readFileSync(file));
  return hash.digest("hex");
};

const stamp = (root) => join(root, ".built");

export const isBuilt = (root) =>
  existsSync(stamp(root)) && readFileSync(stamp(root), "utf8") === digestOf(root);

export const markBuilt = (root) => writeFileSync(stamp(root), digestOf(root));
