// The worker of the page: the kernels and the mathematics, and nothing that can be seen.
import float32 from "#kernels/float32.wasm";
import float64 from "#kernels/float64.wasm";
import type { Answer, Request } from "../protocol.ts";
import { serve } from "./serve.ts";

/** What a worker is to itself. */
interface WorkerScope {
  postMessage(message: Answer): void;
  addEventListener(type: "message", listener: (event: { readonly data: Request }) => void): void;
}

const scope = globalThis as unknown as WorkerScope;
const answer = serve(
  { float32, float64 },
  (message) => scope.postMessage(message),
  (task, milliseconds) => setTimeout(task, milliseconds),
);
scope.addEventListener("message", ({ data }) => answer(data));
