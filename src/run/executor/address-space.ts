import { readFileSync } from "node:fs";

/**
 * Where the address space is limited (`ulimit -v`, common on clusters), Node can't reserve the 8 GB of guard pages that it
 * wants around each memory of WebAssembly. Without them it checks the bounds itself: slower, and the same bits.
 */
const flag = "--disable-wasm-trap-handler";

/** Flags for a Node that is short of address space. */
export const withoutGuards: readonly string[] = process.allowedNodeEnvironmentFlags.has(flag) ? [flag] : [];

/** Whether a failure is a want of address space, in V8's words. */
export const lacksAddressSpace = (message: string): boolean =>
  /WebAssembly\.Memory\(\): could not allocate|Cannot allocate Wasm memory|WebAssembly.*Out of memory/.test(
    message,
  );

/** The limit of this process's address space in bytes; null where there is none, or the system doesn't tell. */
export const addressSpaceLimit = (): number | null => {
  try {
    const [, soft] = /^Max address space\s+(\d+)/m.exec(readFileSync("/proc/self/limits", "latin1")) ?? [];
    return soft === undefined ? null : Number(soft);
  } catch {
    return null;
  }
};

/** Whether WebAssembly gets its memory here as it is; `ebm doctor` says so where it doesn't. */
export const hasAddressSpace = (): boolean => {
  try {
    new WebAssembly.Memory({ initial: 1, maximum: 1 });
    return true;
  } catch {
    return false;
  }
};
