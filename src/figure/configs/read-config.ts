import { type ConfigSource, readSource, valueSource } from "../../config/source.ts";
import { isModule } from "./config-files.ts";

/** A config that has been read: a file, or of a module of an experiment its defaults. Throws `UserError` (usage). */
export const readConfig = (file: string): ConfigSource =>
  isModule(file) ? valueSource({ experiment: file }, file) : readSource(file);
