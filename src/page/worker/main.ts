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

/** The build packs the kernels by gzip. */
const unpacked = async (bytes: Uint8Array): Promise<Uint8Array> => {
  const stream = new Blob([new Uint8Array(bytes)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
};

const answer = Promise.all([float32, float64].map(unpacked)).then(([single, double]) =>
  serve(
    { float32: single!, float64: double! },
    (message) => scope.postMessage(message),
    (task, milliseconds) => setTimeout(task, milliseconds),
  ),
);
// What arrives before the kernels are unpacked waits for them, in its order.
scope.addEventListener("message", async ({ data }) => (await answer)(data));
