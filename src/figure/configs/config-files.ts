import { existsSync, readdirSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, extname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { nearestName } from "../../config/nearest.ts";
import { exitCode, UserError } from "../../errors.ts";
import { packageRoot } from "../../package-root.ts";
import { requireResultName } from "./result-name.ts";

/** A config that can be run. */
export interface ConfigFile {
  /** Of the result folder: `fig3a`, `smoke/fig3a`, or `my` for `./my.yaml`. */
  readonly name: string;
  /** As messages name it. */
  readonly file: string;
}

const configFolder = join(packageRoot, "configs");
const endings = [".yaml", ".yml", ".json", ".mjs", ".js", ".mts", ".ts"];

/** Whether a path, or a config's `experiment`, is that of a module. */
export const isModule = (name: string): boolean => /\.(mjs|js|mts|ts)$/.test(name);

/** The names of the program's own configs: the paper's figures first, then the others, then the folders. */
export const configNames = (): string[] => {
  const rank = (name: string) => (isFigure(name) ? 0 : name.split("/").length);
  return readdirSync(configFolder, { recursive: true })
    .map((path) => String(path).split(sep).join("/"))
    .filter((path) => path.endsWith(".yaml"))
    .map((path) => path.slice(0, -".yaml".length))
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
};

/** The six figures of the paper, in their order. */
export const figureNames = (): string[] => configNames().filter(isFigure);

const isFigure = (name: string) => /^fig[^/]*$/.test(name);

/** The program's config of that name. */
export const namedConfig = (name: string): ConfigFile => ({
  name,
  file: shownPath(join(configFolder, `${name}.yaml`)),
});

/** The configs that a name, a path, or `all` for the paper's figures, stands for. Throws `UserError` (usage). */
export const findConfigs = (wanted: string): ConfigFile[] =>
  wanted === "all" ? figureNames().map(namedConfig) : [findConfig(wanted, ["all"])];

/** The config that a figure's name or a path stands for. Throws `UserError` (usage) that offers the nearest name. */
export const findConfig = (wanted: string, alsoKnown: readonly string[] = []): ConfigFile => {
  const known = configNames();
  if (known.includes(wanted)) return namedConfig(wanted);
  if (isPath(wanted) || (wanted !== "" && existsSync(wanted))) return { name: nameOf(wanted), file: wanted };
  if (wanted === "all") {
    throw new UserError(
      exitCode.usage,
      "expected one figure or config file, found all; name one, as in fig3a (`ebm run all` computes the paper's figures)",
    );
  }
  const near = nearestName(
    wanted,
    [...known, ...alsoKnown].filter((name) => sameDigits(name, wanted)),
  );
  throw new UserError(
    exitCode.usage,
    `unknown figure "${wanted}"; ${near === null ? "" : `did you mean ${near}? `}\`ebm list\` shows them all, and a config file is named by its path, as in ./${wanted || "my"}.yaml`,
  );
};

/** `fig9` is no slip for `fig2a`. */
const sameDigits = (name: string, wanted: string): boolean => {
  const digits = (text: string) => text.replaceAll(/\D/g, "");
  return digits(wanted) === "" || digits(name) === digits(wanted);
};

const isPath = (text: string) => endings.includes(extname(text)) || text.startsWith(".") || isAbsolute(text);

/** A file in the program's own `configs/` has the same name by its path. */
const nameOf = (file: string): string => {
  const stem = basename(file, extname(file));
  const inside = relative(configFolder, existsSync(file) ? realpathSync(file) : resolve(file));
  if (!inside.startsWith("..") && !isAbsolute(inside)) {
    return inside.slice(0, -extname(inside).length).split(sep).join("/");
  }
  // What isn't a file is refused where it is read.
  if (existsSync(file) && statSync(file).isDirectory()) return stem;
  // The config of a result goes by the result's name.
  if (stem === "config")
    return requireResultName(basename(dirname(resolve(file))), file, "rename its folder");
  return requireResultName(stem, file, "the name of a config is that of its result: rename the file");
};

/** Relative to where the user is, when the file is below. */
const shownPath = (path: string): string => {
  const local = relative(process.cwd(), path);
  return local.startsWith("..") || isAbsolute(local) ? path : local;
};
