import { spawnSync } from "node:child_process";
import { basename, dirname } from "node:path";
import { packageRoot } from "../package-root.ts";

/** The package of libtensorflow, in the version that the peer dependency names. */
export const nativePackage = "@tensorflow/tfjs-node";
const version = "4.22.0";

/**
 * The line that installs it. In a clone, npm 11 takes the plain line for an optional peer and does nothing; npm 12 runs no
 * package's install script, which fetches the library, before it is approved.
 */
export const installLine = (npmMajor: number, inClone: boolean): string => {
  const install = `npm install ${inClone ? "--no-save --save-dev " : ""}${nativePackage}@${version}`;
  if (npmMajor < 12) return install;
  return `${install} && npm install-scripts approve ${nativePackage} && npm rebuild ${nativePackage}`;
};

/** The line for the npm at hand, and for where ebm is. */
export const installLineHere = (): string => installLine(npmAtHand(), isClone());

const isClone = (): boolean => basename(dirname(packageRoot)) !== "node_modules";

/** Major version of the npm that runs this, or of the one on the PATH; 11 where there is none to ask. */
const npmAtHand = (): number => {
  const agent = /^npm\/(\d+)/.exec(process.env.npm_config_user_agent ?? "")?.[1];
  const asked =
    agent ?? spawnSync("npm --version", { shell: true, encoding: "utf8" }).stdout?.match(/^\d+/)?.[0] ?? "11";
  return Number(asked);
};

type LegacyUtil = Record<string, unknown>;

/**
 * Supplies the functions of Node that tfjs-node 4.22 calls in every operation: Node 23 removed them, and Node 22 warns of them.
 */
export const supplyRemovedFunctions = (util: LegacyUtil): void => {
  util.isNullOrUndefined = (value: unknown) => value === null || value === undefined;
  util.isArray = Array.isArray;
};

/** Runs `body`, in which nothing warns of what Node wants to drop: these are the package's sins, and the user can't mend them. */
export const withoutDeprecations = <T>(body: () => T): T => {
  const { noDeprecation } = process;
  process.noDeprecation = true;
  try {
    return body();
  } finally {
    process.noDeprecation = noDeprecation ?? false;
  }
};
