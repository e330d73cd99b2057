import { type ConfigSource, readSource, valueSource } from "../../config/source.ts";
import { isModule } from "./config-files.ts";

/** Reads the config in a file, by its path. Throws `UserError` (usage). */
export type ReadConfig = (file: string) => ConfigSource;

/** A config that has been read: a file, or of a module of an experiment its defaults. Throws `UserError` (usage). */
export const readConfig: ReadConfig = (file) =>
  isModule(file) ? valueSource({ experiment: file }, file) : readSource(file);

/** The same for somebody who asks for the same config several times: it is read and parsed once. */
export const readingConfigsOnce = (): ReadConfig => {
  const known = new Map<string, ConfigSource>();
  return (file) => {
    const source = known.get(file) ?? readConfig(file);
    known.set(file, source);
    return source;
  };
};
