import { Worker } from "node:worker_threads";
import { exists } from "../claims/process-identity.ts";

/** Milliseconds between two looks at the parent while this process computes. */
const lookMilliseconds = 500;

/**
 * Ends this process as soon as the one that started it is gone. While it computes, it hears nothing: a thread of its own
 * looks at the parent, and ends the process from there. Gives the question to be asked before anything is written.
 */
export const endWithParent = (parent: number): (() => boolean) => {
  const orphaned = (): boolean => process.ppid !== parent || !exists(parent);
  if (orphaned()) process.exit();
  new Worker(watch, { eval: true, workerData: { parent, lookMilliseconds } }).unref();
  return orphaned;
};

// Ending a thread ends no process; a signal does. Windows doesn't tell of a new parent, and there `exists` decides.
const watch = `
const { workerData: { parent, lookMilliseconds } } = require("node:worker_threads");
const gone = () => { try { process.kill(parent, 0); return false; } catch (error) { return error.code === "ESRCH"; } };
setInterval(() => {
  if (process.ppid !== parent || gone()) process.kill(process.pid, "SIGKILL");
}, lookMilliseconds);
`;
