// The script of the laboratory in a page: it starts the worker, and what is shown is what the worker computes.

import type { Setup } from "../protocol.ts";
import { type FormulaState, firstFormula, type OfferedEstimator } from "../state/formula.ts";
import { figureFragments, fromFragment, type PageState, toFragment } from "../state/fragment.ts";
import { paperLimit } from "../state/limit.ts";
import { startFormula } from "./formula-section.ts";
import { type Section, startLimit } from "./limit-section.ts";
import { startWorker } from "./remote.ts";

/** What the page carries for its script. */
interface Carried {
  readonly labels: readonly number[];
  /** Base64. */
  readonly pixels: string;
  readonly templates: Setup["templates"];
  readonly estimators: readonly OfferedEstimator[];
  /** The fragment that the page starts with when its address has none. */
  readonly start: string;
}

const text = (id: string): string => document.getElementById(id)?.textContent ?? "";

const start = async (): Promise<void> => {
  const carried: Carried = JSON.parse(text("laboratory-data"));
  const pixels = Uint8Array.from(atob(carried.pixels), (letter) => letter.charCodeAt(0));
  const digits = { labels: carried.labels, pixels };
  const remote = await startWorker(text("laboratory-worker"), { digits, templates: carried.templates });
  const limits = { estimators: carried.estimators.map(({ name }) => name), images: carried.labels.length };

  let timer = 0;
  const moved = (state: PageState): void => {
    // Browsers refuse an address that changes a hundred times in a few seconds.
    clearTimeout(timer);
    timer = window.setTimeout(() => history.replaceState(null, "", `#${toFragment(state)}`), 150);
  };
  const root = (name: string) => document.getElementById(name)!;
  const limit = startLimit(root("limit"), remote, digits, (state) => moved({ section: "limit", state }));
  const formula = startFormula(root("formula"), remote, digits, carried.estimators, (state) =>
    moved({ section: "formula", state }),
  );
  const read = (fragment: string): PageState | null =>
    fromFragment(figureFragments[fragment.replace(/^#/, "")] ?? fragment, limits);

  let isFormulaShown = false;
  const showFormula = (state: FormulaState): void => {
    isFormulaShown = true;
    formula.show(state);
  };
  const follow = (fragment: string): void => {
    const found = read(fragment);
    if (found === null) return;
    if (found.section === "limit") limit.show(found.state);
    else showFormula(found.state);
    if (fragment.replace(/^#/, "") !== found.section) root(found.section).scrollIntoView();
  };
  const first = read(location.hash) ?? read(carried.start);
  limit.show(first?.section === "limit" ? first.state : paperLimit);
  startWhenNear(root("formula"), () => {
    if (!isFormulaShown) showFormula(first?.section === "formula" ? first.state : firstFormula);
  });
  if (first !== null && (location.hash !== "" || carried.start !== "")) root(first.section).scrollIntoView();
  addEventListener("hashchange", () => follow(location.hash));
  followWidth([limit, formula]);
  for (const section of [root("limit"), root("formula")]) section.dataset.live = "yes";
};

/** What is far below is not computed before somebody comes near it. */
const startWhenNear = (place: HTMLElement, begin: () => void): void => {
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      observer.disconnect();
      begin();
    },
    { rootMargin: "300px" },
  );
  observer.observe(place);
};

const followWidth = (sections: readonly Pick<Section<never>, "redraw">[]): void => {
  let width = innerWidth;
  addEventListener("resize", () => {
    if (innerWidth === width) return;
    width = innerWidth;
    for (const section of sections) section.redraw();
  });
};

start().catch((error: unknown) => {
  for (const place of document.querySelectorAll("[data-part=regime], [data-part=found]"))
    place.textContent = `The laboratory could not be started: ${error instanceof Error ? error.message : String(error)}`;
});
