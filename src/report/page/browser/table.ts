import { readCells, type TextCells } from "./csv.ts";
import { button, download, element } from "./elements.ts";
import { filterRows, sortRows } from "./filter.ts";

const pageLength = 25;

interface TableView {
  readonly query: string;
  readonly sorted: { readonly at: number; readonly direction: "ascending" | "descending" } | null;
  readonly page: number;
}

/** Makes a table of a CSV that can be sorted, filtered, turned page by page, and downloaded whole. */
export const tableOf = (file: string, csv: string): HTMLElement => {
  const cells = readCells(csv);
  const numeric = numericColumns(cells);
  let view: TableView = { query: "", sorted: null, page: 0 };
  let rows = cells.rows;
  const status = element("p", { class: "status", role: "status" });
  const table = element("table");
  const show = (next: Partial<TableView>): void => {
    const renewed = next.query !== undefined || next.sorted !== undefined;
    view = { ...view, ...next };
    if (renewed) {
      const kept = filterRows(cells, view.query);
      rows = view.sorted === null ? kept : sortRows(kept, view.sorted.at, view.sorted.direction);
    }
    draw();
  };
  const heads = cells.columns.map((column, at) => {
    const turn = () => {
      const again = view.sorted?.at === at && view.sorted.direction === "ascending";
      show({ sorted: { at, direction: again ? "descending" : "ascending" }, page: 0 });
    };
    return element("th", { scope: "col" }, button(column, turn));
  });
  const body = element("tbody");
  table.append(
    element("caption", { class: "hidden" }, file),
    element("thead", {}, element("tr", {}, ...heads)),
    body,
  );
  const turnTo = (label: string, page: () => number) => button(label, () => show({ page: page() }));
  const last = () => Math.max(0, Math.ceil(rows.length / pageLength) - 1);
  const back = turnTo("Previous", () => Math.max(0, view.page - 1));
  const forth = turnTo("Next", () => Math.min(last(), view.page + 1));
  const draw = (): void => {
    for (const [at, head] of heads.entries()) {
      if (view.sorted?.at === at) head.setAttribute("aria-sort", view.sorted.direction);
      else head.removeAttribute("aria-sort");
    }
    const from = view.page * pageLength;
    const shown = rows.slice(from, from + pageLength);
    body.replaceChildren(
      ...shown.map((row) =>
        element(
          "tr",
          {},
          ...row.map((cell, at) => element("td", numeric[at] ? { class: "number" } : {}, cell)),
        ),
      ),
    );
    const of = rows.length === cells.rows.length ? "" : ` of ${count(cells.rows.length)}`;
    status.textContent =
      rows.length === 0
        ? `no row of ${count(cells.rows.length)} fits`
        : `rows ${count(from + 1)} to ${count(from + shown.length)} of ${count(rows.length)}${of}`;
    back.disabled = view.page === 0;
    forth.disabled = view.page >= last();
  };
  const search = element("input", {
    type: "search",
    placeholder: `word, ${cells.columns[0]}=…, ${cells.columns.at(-1)}<…`,
    oninput: () => show({ query: search.value, page: 0 }),
  });
  draw();
  return element(
    "div",
    { class: "data" },
    element(
      "div",
      { class: "toolbar" },
      element("label", {}, "Filter ", search),
      button(`Download ${file}`, () => download(file, csv, "text/csv")),
    ),
    element(
      "div",
      { class: "scroll", role: "region", tabindex: "0", "aria-label": `Rows of ${file}` },
      table,
    ),
    element("div", { class: "toolbar" }, back, forth, status),
  );
};

const count = (number: number) => number.toLocaleString("en");

const numericColumns = ({ columns, rows }: TextCells): readonly boolean[] =>
  columns.map((_, at) => rows.slice(0, 200).every((row) => !Number.isNaN(Number(row[at]))));
