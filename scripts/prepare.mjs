// What npm runs after an installation in a clone, and before packing. Without the development dependencies
// (npm ci --omit=dev) nothing can be built: then what is built already stays, or a line says what to do.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const tools = ["typescript", "assemblyscript", "esbuild"];

if (tools.every((tool) => existsSync(join(root, "node_modules", tool)))) {
  await import("./build.mjs");
} else if (!existsSync(join(root, "lib", "cli", "main.js"))) {
  console.error(
    "ebm is not built, and can't be without its development dependencies: run npm ci once, or install the package that npm pack makes",
  );
}
