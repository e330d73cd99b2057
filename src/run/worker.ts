import { endWithParent } from "./executor/parentage.ts";
import type { Answer, Task } from "./messages.ts";
import { openWorkplace } from "./workplace.ts";

// The entry of a worker process: `worker.js <results root> <URL of the module that exports "works"> <pid of the parent>`.
// It computes one cell after another and stores each before it answers.

const answer = (message: Answer): void => {
  // The parent may be gone: then there's nobody to tell, and "disconnect" ends this process.
  if (process.connected) process.send?.(message, undefined, {}, () => {});
};

// Ctrl-C reaches every process of the terminal, and a scheduler's signal all of a job's; only the parent decides.
for (const signal of ["SIGINT", "SIGUSR1", "SIGUSR2"]) process.on(signal, () => {});
// The parent has finished, or was killed: nobody will ask again.
process.on("disconnect", () => process.exit());

const [resultsRoot = "", registryModule = "", parent = ""] = process.argv.slice(2);
const { state, compute } = await openWorkplace(resultsRoot, registryModule, endWithParent(Number(parent)));
process.on("message", (task: Task) => {
  void compute(task).then((answered) => {
    if (answered === null) process.exit();
    answer(answered);
  });
});
answer(state);
