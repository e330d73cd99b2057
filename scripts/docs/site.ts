// The site of docs/ (`npm run docs`): static files in site/, made without a network. Its first page is the report of the paper's figures.
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { resultNames } from "../../src/figure/report/read-result.ts";
import { reportText } from "../../src/figure/report/report-results.ts";
import { readAssets } from "../../src/report/page/assets.ts";
import { siteOf } from "./site-pages.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const out = join(root, "site");
const { style } = readAssets();
const { pages, files } = siteOf(style);
const results = join(root, "results");
const figures = resultNames(results).filter((name) => /^fig\d\w$/.test(name));

const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(out, path)), { recursive: true });
  writeFileSync(join(out, path), text);
};

rmSync(out, { recursive: true, force: true });
const links = [{ path: "index.html", title: "The figures" }, ...pages].map(({ path, title }) => ({
  href: path,
  text: title,
  isHere: path === "index.html",
}));
write("index.html", await reportText({ names: figures, results, file: "site/index.html", pages: links }));
for (const { path, text } of pages) write(path, text);
for (const file of files) cpSync(join(root, file), join(out, file));
process.stdout.write(`${join("site", "index.html")}\n`);
