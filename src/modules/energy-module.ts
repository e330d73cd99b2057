import { existsSync, readFileSync } from "node:fs";
import { mistake } from "./mistake.ts";
import { openModule } from "./module.ts";
import { namedFiles } from "./reading.ts";
import type { UserModule } from "./user-module.ts";

/** Imports a module of an energy, which may read `files`. Throws `UserError` (usage) when one of them isn't there, or it can't be imported. */
export const openEnergyModule = async (file: string, files: readonly string[]): Promise<UserModule> => {
  const missing = files.find((each) => !existsSync(each));
  if (missing !== undefined)
    throw mistake("energy.files", `expected files of data, found none at ${missing}; check the path`);
  return openModule(file, "an energy", namedFiles(files, "energy.files"));
};

/** Whether a module's text has an export of that name, as far as can be seen without loading it; false where there is no file. */
export const seemsToExport = (file: string, name: string): boolean => {
  if (!existsSync(file)) return false;
  const text = readFileSync(file, "utf8");
  const declared = new RegExp(`^\\s*export\\s+(?:const|let|var|function)\\s+${name}\\b`, "m");
  const listed = new RegExp(`^\\s*export\\s*\\{[^}]*\\b${name}\\b`, "m");
  return declared.test(text) || listed.test(text);
};
