import { element } from "../../report/page/browser/elements.ts";

/** A control whose value can also be set from outside, without its being told. */
export interface Control<Value> {
  readonly element: HTMLElement;
  readonly set: (value: Value) => void;
}

export interface SliderLook {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly step: number;
  /** The slider's position for a value, and the value at a position. */
  readonly position?: (value: number) => number;
  readonly value?: (position: number) => number;
  readonly text?: (value: number) => string;
}

// One per page: no two elements of a document may have the same id.
let count = 0;
const nextId = (): string => {
  count += 1;
  return `control-${count}`;
};

/** A slider with its name and its value in words. */
export const slider = (
  { label, from, to, step, position = (v) => v, value = (p) => p, text = String }: SliderLook,
  change: (value: number) => void,
): Control<number> => {
  const id = nextId();
  const output = element("output", { for: id });
  const input = element("input", {
    id,
    type: "range",
    min: String(from),
    max: String(to),
    step: String(step),
    oninput: () => {
      const chosen = value(Number(input.value));
      show(chosen);
      change(chosen);
    },
  });
  const show = (chosen: number): void => {
    output.textContent = text(chosen);
    input.setAttribute("aria-valuetext", text(chosen));
  };
  return {
    element: element("div", { class: "control" }, element("label", { for: id }, label), input, output),
    set: (chosen) => {
      input.value = String(position(chosen));
      show(chosen);
    },
  };
};

/** One of several by name. */
export const choice = (
  label: string,
  options: readonly (readonly [value: string, text: string])[],
  change: (value: string) => void,
): Control<string> => {
  const id = nextId();
  const select = element(
    "select",
    { id, onchange: () => change(select.value) },
    ...options.map(([value, text]) => element("option", { value }, text)),
  );
  return {
    element: element("div", { class: "control" }, element("label", { for: id }, label), select),
    set: (value) => {
      select.value = value;
    },
  };
};
