import { sha256 } from "../../src/report/result/checksum.ts";
import { putReport, putRunRecord, type ReportContent } from "../../src/report/result/report.ts";
import type { Content, Put } from "../../src/report/result/result-folder.ts";

const bytesOf = (content: Content): Buffer => {
  if (typeof content === "string") return Buffer.from(content);
  return content instanceof Uint8Array ? Buffer.from(content) : Buffer.concat([...content.blocks()]);
};

/** A report's files in memory, as they would stand in its folder. */
export const reported = async (content: ReportContent) => {
  const files: Record<string, Buffer> = {};
  const put: Put = async (name, given) => {
    files[name] = bytesOf(given);
    return { checksum: sha256(files[name]), same: false, path: name };
  };
  const report = await putReport(content, put);
  await putRunRecord(content.run, report, put);
  return { ...report, files };
};
