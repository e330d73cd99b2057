import { hash } from "node:crypto";
import type { Cell } from "../rows/cell.ts";
import type { Json } from "../rows/settings.ts";

type Timed = Pick<Cell, "work" | "settings">;

/**
 * Tells the kinds of cells. Texts of what cells share, a network or a dataset, are made once by one that tells the kinds of many.
 */
export interface Kinds {
  /**
   * The kind of a cell: cells of one kind take about the same time and memory. They may differ in seeds and in what is no
   * count (a λ, a step size), and in nothing else: steps, units and batches are whole numbers.
   */
  readonly kindOf: (cell: Timed) => string;
  /** The same without the words: another activation or precision is off by a factor, another number of steps by orders. */
  readonly sizeOf: (cell: Timed) => string;
}

export const tellKinds = (): Kinds => {
  const kinds: Texts = { word: (text) => JSON.stringify(text), known: new WeakMap() };
  const sizes: Texts = { word: () => '""', known: new WeakMap() };
  return {
    kindOf: ({ work, settings }) => `${work} ${shape(settings, "", kinds)}`,
    sizeOf: ({ work, settings }) => `${work} ${shape(settings, "", sizes)}`,
  };
};

/** How words are written, and the texts of parts of settings, which don't change. */
interface Texts {
  readonly word: (text: string) => string;
  readonly known: WeakMap<object, string>;
}

/** Settings as JSON, with 0 for each number that is no count. */
const shape = (value: Json, key: string, texts: Texts): string => {
  if (typeof value === "number") return String(isCount(key, value) ? value : 0);
  if (typeof value === "string") return texts.word(value);
  if (typeof value !== "object" || value === null) return String(value);
  const part = (inner: Json, name: string): string => {
    if (typeof inner !== "object" || inner === null) return shape(inner, name, texts);
    const text = texts.known.get(inner) ?? shape(inner, name, texts);
    texts.known.set(inner, text);
    return text;
  };
  if (Array.isArray(value)) return `[${value.map((inner, index) => part(inner, String(index))).join(",")}]`;
  const fields = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return `{${fields.map(([name, inner]) => `${JSON.stringify(name)}:${part(inner, name)}`).join(",")}}`;
};

/** A dial may be 0 or 1, as λ is; nothing that counts much is less than 2. */
const isCount = (key: string, value: number): boolean =>
  Number.isInteger(value) && value >= 2 && !/seed|index|image$/i.test(key);

/** What the cells of a kind took, each in its process. */
export interface KindCost {
  readonly work: string;
  /** Fingerprints of `kindOf` and `sizeOf`, by which the next plan finds it. */
  readonly kind: string;
  readonly size: string;
  /** One of them, for people: `euler, seed 0, λ 0.01`. */
  readonly like: string;
  readonly cells: number;
  /** Mean and most of a cell. */
  readonly seconds: { readonly mean: number; readonly most: number };
  /** The most that the process of one held; null where nobody has measured it. */
  readonly megabytes: number | null;
}

/** Time and memory by kind, the kinds in the order of their first cells. */
export const costsOf = (
  cells: readonly {
    readonly cell: Cell;
    readonly seconds: number;
    readonly megabytes?: number | null | undefined;
  }[],
  { kindOf, sizeOf }: Kinds = tellKinds(),
): KindCost[] => {
  const costs = new Map<string, KindCost>();
  for (const { cell, seconds, megabytes = null } of cells) {
    const kind = kindOf(cell);
    const sofar = costs.get(kind);
    const count = (sofar?.cells ?? 0) + 1;
    costs.set(kind, {
      work: cell.work,
      kind: sofar?.kind ?? fingerprint(kind),
      size: sofar?.size ?? fingerprint(sizeOf(cell)),
      like: sofar?.like ?? cell.label,
      cells: count,
      seconds: {
        mean: (sofar?.seconds.mean ?? 0) + (seconds - (sofar?.seconds.mean ?? 0)) / count,
        most: Math.max(sofar?.seconds.most ?? 0, seconds),
      },
      megabytes: mostOf(sofar?.megabytes ?? null, megabytes),
    });
  }
  return [...costs.values()];
};

/** What a cell took that is most like this one, of those that are kept: of its kind, else of its size; null without any. */
export const costLike = (
  cell: Timed,
  known: readonly KindCost[],
  { kindOf, sizeOf }: Kinds = tellKinds(),
): KindCost | null => {
  const [kind, size] = [fingerprint(kindOf(cell)), fingerprint(sizeOf(cell))];
  return known.find((each) => each.kind === kind) ?? known.find((each) => each.size === size) ?? null;
};

const fingerprint = (text: string): string => hash("sha256", text).slice(0, 16);

/** The larger of two measurements, where there is any. */
export const mostOf = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.max(a, b);
