import type { View } from "vega";
import type { Node as Specification } from "../../chart/specification.ts";
import type { Panel } from "../interactive.ts";
import { type Interval, zoomedInterval } from "../interval.ts";
import { scaleType } from "./axes.ts";

/** One drawn chart whose panels can be zoomed. */
export interface Zoomed {
  readonly view: View;
  readonly vega: Specification;
  readonly panels: readonly Panel[];
}

/** Changes what all panels show, or one of them alone, and draws it. */
export const zoomBy = (
  { view, vega, panels }: Zoomed,
  factor: number,
  { x = 0.5, y = 0.5, right = 0, up = 0, only = null as Panel | null } = {},
): void => {
  const sides = new Map<string, readonly [number, number]>();
  for (const panel of only === null ? panels : [only]) {
    if (panel.x !== null) sides.set(panel.x, [x, right]);
    if (panel.y !== null) sides.set(panel.y, [y, up]);
  }
  for (const [name, [centre, shift]] of sides) {
    const domain = view.scale(name).domain() as Interval;
    view.signal(`zoom_${name}`, zoomedInterval(domain, scaleType(vega, name), factor, centre, shift));
  }
  view.runAsync();
};

export const zoomOut = ({ view, panels }: Zoomed): void => {
  for (const name of new Set(panels.flatMap(({ x, y }) => [x, y])))
    if (name !== null) view.signal(`zoom_${name}`, null);
  view.runAsync();
};

interface Placed {
  readonly panel: Panel;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

interface Item {
  readonly x?: number;
  readonly y?: number;
  readonly width?: number;
  readonly height?: number;
  readonly items?: readonly Mark[];
}
interface Mark {
  readonly name?: string;
  readonly marktype: string;
  readonly items: readonly Item[];
}

/** Where the panels are, in pixels of the drawing. */
const places = ({ view, panels }: Zoomed): readonly Placed[] => {
  const found: Placed[] = [];
  const [left, top] = view.origin();
  const look = (mark: Mark, dx: number, dy: number): void => {
    for (const item of mark.items) {
      const [x, y] = [dx + (item.x ?? 0), dy + (item.y ?? 0)];
      const panel = panels.find(({ group }) => group === (mark.name === "root" ? null : mark.name));
      if (panel !== undefined && mark.marktype === "group")
        found.push({ panel, left: x, top: y, width: item.width ?? 0, height: item.height ?? 0 });
      for (const inner of item.items ?? []) if (inner.marktype === "group") look(inner, x, y);
    }
  };
  look((view.scenegraph() as unknown as { root: Mark }).root, left, top);
  return found;
};

/** The mouse drags a panel's contents, and its wheel zooms them while Ctrl or ⌘ is held (as a pinch on a touchpad does). */
export const zoomWithMouse = (surface: HTMLElement, current: () => Zoomed | null): void => {
  const at = (event: MouseEvent): Placed | undefined => {
    const zoomed = current();
    const drawing = surface.querySelector("svg, canvas")?.getBoundingClientRect();
    if (zoomed === null || drawing === undefined) return undefined;
    const [x, y] = [event.clientX - drawing.left, event.clientY - drawing.top];
    return places(zoomed).find(
      ({ left, top, width, height }) => x >= left && x <= left + width && y >= top && y <= top + height,
    );
  };
  surface.addEventListener(
    "wheel",
    (event) => {
      const [zoomed, place] = [current(), at(event)];
      if (!(event.ctrlKey || event.metaKey) || zoomed === null || place === undefined) return;
      event.preventDefault();
      const drawing = surface.querySelector("svg, canvas")!.getBoundingClientRect();
      zoomBy(zoomed, event.deltaY > 0 ? 1.25 : 0.8, {
        x: (event.clientX - drawing.left - place.left) / place.width,
        y: 1 - (event.clientY - drawing.top - place.top) / place.height,
        only: place.panel,
      });
    },
    { passive: false },
  );
  surface.addEventListener("pointerdown", (event) => {
    const place = at(event);
    if (event.pointerType !== "mouse" || event.button !== 0 || place === undefined) return;
    event.preventDefault();
    let [x, y] = [event.clientX, event.clientY];
    const move = (moved: PointerEvent): void => {
      const zoomed = current();
      if (zoomed === null) return;
      zoomBy(zoomed, 1, {
        right: (x - moved.clientX) / place.width,
        up: (moved.clientY - y) / place.height,
        only: place.panel,
      });
      [x, y] = [moved.clientX, moved.clientY];
    };
    surface.setPointerCapture(event.pointerId);
    surface.addEventListener("pointermove", move);
    surface.addEventListener("pointerup", () => surface.removeEventListener("pointermove", move), {
      once: true,
    });
  });
};
