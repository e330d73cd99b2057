import { parentPort } from "node:worker_threads";
import { type Drawn, type DrawPictures, drawPictures } from "./pictures.ts";

// The entry of the thread that draws (`openDrawing`): it draws one chart after another, and answers with its pictures.

const drawn = async (chart: Parameters<DrawPictures>): Promise<Drawn> => {
  try {
    return { pictures: await drawPictures(...chart) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
};

parentPort?.on("message", async (chart: Parameters<DrawPictures>) =>
  parentPort?.postMessage(await drawn(chart)),
);
