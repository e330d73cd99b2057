import { element } from "./elements.ts";

const box = element("div", { class: "tooltip", hidden: true });

/** Shows what a mark stands for beside the pointer: names and values, as text. */
export const showTooltip = (_handler: unknown, event: MouseEvent, _item: unknown, value: unknown): void => {
  if (box.parentNode === null) document.body.append(box);
  box.hidden = value === null || value === undefined || value === "";
  if (box.hidden) return;
  const lines = typeof value === "object" ? Object.entries(value as object) : [["", value]];
  box.replaceChildren(
    element(
      "dl",
      {},
      ...lines.flatMap(([name, text]) => [element("dt", {}, String(name)), element("dd", {}, String(text))]),
    ),
  );
  const [width, height] = [box.offsetWidth, box.offsetHeight];
  box.style.left = `${Math.max(4, Math.min(event.clientX + 14, innerWidth - width - 8))}px`;
  box.style.top = `${event.clientY + 18 + height > innerHeight ? event.clientY - height - 10 : event.clientY + 18}px`;
};
