import { textWidth } from "../drawing/text-width.ts";

/** Lines of text, broken at spaces so that each is at most `room` pixels wide. */
export const brokenLines = (
  text: unknown,
  room: number,
  fontSize: number,
  weight: "bold" | "normal",
): readonly string[] => {
  const lines = (Array.isArray(text) ? text : [text]).filter((line) => typeof line === "string");
  return lines.flatMap((line) => {
    const broken: string[] = [];
    for (const word of line.split(" ")) {
      const longer = `${broken.at(-1)} ${word}`;
      if (broken.length > 0 && textWidth(longer, fontSize, weight) <= room)
        broken[broken.length - 1] = longer;
      else broken.push(word);
    }
    return broken;
  });
};
