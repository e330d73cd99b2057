import type { Row } from "../../rows/row.ts";

/** Rows that become text together. */
const blockRows = 4096;

/** Bytes of text that become rows together. */
const blockBytes = 2 ** 20;

/**
 * The text of a table, `[{"seed":0,…},…]`, in pieces. Throws an `Error` for a number that isn't finite: none may reach a CSV.
 */
export function* tableText(table: string, rows: readonly Row[]): Generator<string> {
  yield "[";
  for (let from = 0; from < rows.length; from += blockRows) {
    const block = rows.slice(from, from + blockRows);
    for (const [index, row] of block.entries()) requireFinite(table, row, from + index);
    yield (from === 0 ? "" : ",") + JSON.stringify(block).slice(1, -1);
  }
  yield "]";
}

const requireFinite = (table: string, row: Row, index: number): void => {
  for (const [column, value] of Object.entries(row)) {
    if (value === null || typeof value === "string" || Number.isFinite(value)) continue;
    throw new Error(`Row ${index} of table "${table}" has ${String(value)} for "${column}"`);
  }
};

/**
 * The rows of such a text, in blocks of about so many bytes. It is cut where a row ends and one begins that has the first row's first
 * column; in a text value the same characters would end the value and go on in a way that no JSON does.
 */
export function* tableRowBlocks(text: Buffer, bytes: number = blockBytes): Generator<readonly Row[]> {
  const end = text.length - 1;
  const between = text.length > bytes ? boundary(text) : null;
  let from = 1;
  while (between !== null) {
    const at = text.indexOf(between, from + bytes);
    if (at < 0) break;
    yield rowsIn(text, from, at + 1);
    from = at + 2;
  }
  yield rowsIn(text, from, end);
}

const rowsIn = (text: Buffer, from: number, to: number): readonly Row[] =>
  JSON.parse(`[${text.toString("utf8", from, to)}]`) as readonly Row[];

/** `},{"seed":`, of a table whose first column is `seed`; null where a name could be taken for the end of a value. */
const boundary = (text: Buffer): string | null => {
  const start = /^\[\{("[^",:}\]\\](?:[^"\\]|\\.)*":)/.exec(text.toString("utf8", 0, 4096));
  return start === null ? null : `},{${start[1]}`;
};
