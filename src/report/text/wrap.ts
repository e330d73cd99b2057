import { textColumns } from "./text-columns.ts";

/** Breaks a text at its spaces into lines of at most `width` columns, each indented by `indent`. */
export const wrap = (text: string, width: number, indent = ""): string => {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && textColumns(indent + longer) > width) {
      lines.push(indent + line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, indent + line].join("\n");
};

/** Rows of cells as text, the columns aligned; the last column is wrapped to `width`. */
export const alignedRows = (rows: readonly (readonly string[])[], width: number, indent = "  "): string => {
  const count = Math.max(0, ...rows.map((row) => row.length)) - 1;
  const widths = Array.from({ length: count }, (_, at) =>
    Math.max(...rows.map((row) => textColumns(row[at] ?? ""))),
  );
  const margin = indent.length + widths.reduce((sum, each) => sum + each + 2, 0);
  return rows
    .map((row) => {
      const padded = widths.map(
        (each, at) => (row[at] ?? "") + " ".repeat(each - textColumns(row[at] ?? "")),
      );
      const start = indent + padded.map((cell) => `${cell}  `).join("");
      const last = row[count] ?? "";
      // Too narrow for a column beside the others: below them.
      if (width - margin < 30) return `${start.trimEnd()}\n${wrap(last, width, `${indent}    `)}`;
      return (start + wrap(last, width, " ".repeat(margin)).trimStart()).trimEnd();
    })
    .join("\n");
};
