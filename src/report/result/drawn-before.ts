import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../errors.ts";
import { sha256 } from "./checksum.ts";
import type { Drawing } from "./manifest.ts";
import { readRunRecord, type SmallFiles } from "./result-folder.ts";

/** The pictures that a chart's drawing came to, as they stand somewhere; null where they are not there, or not as they were drawn. */
export type DrawnBefore = (stem: string, from: string) => SmallFiles | null;

/** Where nothing has been drawn. */
export const nothingDrawn: DrawnBefore = () => null;

/** The pictures that the last run has left in a result folder: byte by byte what it drew, whatever somebody has done to the files since. */
export const drawnInto = (folder: string): DrawnBefore => {
  const drawings = readDrawings(folder);
  return (stem, from) => {
    const drawing = drawings[stem];
    if (drawing === undefined || drawing.from !== from) return null;
    const files = Object.entries(drawing.files).map(([name, checksum]) => {
      const path = join(folder, name);
      const content = existsSync(path) ? readFileSync(path) : null;
      return [name, content !== null && sha256(content) === checksum ? content : null] as const;
    });
    const whole = files.flatMap(([name, content]) => (content === null ? [] : [[name, content] as const]));
    return whole.length < files.length ? null : Object.fromEntries(whole);
  };
};

const readDrawings = (folder: string): Readonly<Record<string, Drawing>> => {
  try {
    return readRunRecord(folder)?.drawings ?? {};
  } catch (error) {
    if (error instanceof UserError) return {}; // damaged: then it tells nothing
    throw error;
  }
};
