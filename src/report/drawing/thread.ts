import { parentPort } from "node:worker_threads";
import { answerWithPictures, type DrawPictures } from "./pictures.ts";

// The entry of the thread that draws (`openDrawing`): it draws one chart after another, and answers with its pictures.

parentPort?.on("message", async (chart: Parameters<DrawPictures>) =>
  parentPort?.postMessage(await answerWithPictures(chart)),
);
