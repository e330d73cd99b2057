// The script of the laboratory in a page: it starts the worker, and what is shown is what the worker computes.

import type { Setup } from "../protocol.ts";
import { firstFormula, type OfferedEstimator } from "../state/formula.ts";
import { figureFragments, fromFragment, type PageState, toFragment } from "../state/fragment.ts";
import { paperLimit } from "../state/limit.ts";
import { startFormula } from "./formula/section.ts";
import { startLimit } from "./limit/section.ts";
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

  const read = (fragment: string): PageState | null =>
    fromFragment(figureFragments[fragment.replace(/^#/, "")] ?? fragment, limits);
  const first = read(location.hash) ?? read(carried.start);
  let now: PageState = first ?? { section: "limit", limit: paperLimit, formula: firstFormula };
  let timer = 0;
  const moved = (part: Pick<PageState, "section"> & Partial<PageState>): void => {
    now = { ...now, ...part };
    // Browsers refuse an address that changes a hundred times in a few seconds.
    clearTimeout(timer);
    timer = window.setTimeout(() => history.replaceState(null, "", `#${toFragment(now)}`), 150);
  };
  const root = (name: string) => document.getElementById(name)!;
  const limit = startLimit(root("limit"), remote, digits, (state) =>
    moved({ section: "limit", limit: state }),
  );
  const formula = startFormula(root("formula"), remote, digits, carried.estimators, (state) =>
    moved({ section: "formula", formula: state }),
  );
  for (const place of foundPlaces()) place.textContent = "Computed when you come here.";
  limit.show(now.limit);
  let isFormulaShown = false;
  const showFormula = (): void => {
    isFormulaShown = true;
    formula.show(now.formula);
  };
  startWhenNear(root("formula"), () => {
    if (!isFormulaShown) showFormula();
  });
  if (first !== null && (location.hash !== "" || carried.start !== "")) root(first.section).scrollIntoView();
  addEventListener("hashchange", () => {
    const found = read(location.hash);
    if (found === null) return;
    // A link of the contents leads to a section, and leaves what a reader has moved.
    if (location.hash === `#${found.section}`) return;
    now = found;
    limit.show(now.limit);
    showFormula();
    root(found.section).scrollIntoView();
  });
  for (const section of [root("limit"), root("formula")]) section.dataset.live = "yes";
};

/** Where a section says what it found; before its script has begun, that it needs one. */
const foundPlaces = (): NodeListOf<Element> =>
  document.querySelectorAll("[data-part=regime], [data-part=found]");

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

start().catch((error: unknown) => {
  for (const place of foundPlaces())
    place.textContent = `The laboratory could not be started: ${error instanceof Error ? error.message : String(error)}`;
});
