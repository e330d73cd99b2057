import { writeFileSync } from "node:fs";

/** Begins to watch this process's memory anew. Where the system doesn't let it, the peak is that of the process's whole life. */
export const beginPeak = (): void => {
  try {
    writeFileSync("/proc/self/clear_refs", "5"); // Linux: proc(5)
  } catch {
    // another system, or a stricter one
  }
};

/** The most memory that this process has held since then, in MB. */
export const peakMegabytes = (): number => Math.round(process.resourceUsage().maxRSS / 1024);
