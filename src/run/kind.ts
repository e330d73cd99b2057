import { hash } from "node:crypto";
import type { Cell } from "../rows/cell.ts";
import type { Json, Settings } from "../rows/settings.ts";

type Timed = Pick<Cell, "work" | "settings">;

/**
 * The kind of a cell: cells of one kind take about the same time and memory. They may differ in seeds and in what is no
 * count (a λ, a step size), and in nothing else: steps, units and batches are whole numbers.
 */
export const kindOf = ({ work, settings }: Timed): string => `${work} ${shapeOf(settings, (word) => word)}`;

/** The same without the words: another activation or precision is off by a factor, another number of steps by orders. */
export const sizeOf = ({ work, settings }: Timed): string => `${work} ${shapeOf(settings, () => "")}`;

const shapeOf = (settings: Settings, word: (text: string) => string): string =>
  JSON.stringify(settings, (key, value: Json) => {
    if (typeof value === "number") return isCount(key, value) ? value : 0;
    return typeof value === "string" ? word(value) : value;
  });

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
export const costLike = (cell: Timed, known: readonly KindCost[]): KindCost | null => {
  const [kind, size] = [fingerprint(kindOf(cell)), fingerprint(sizeOf(cell))];
  return known.find((each) => each.kind === kind) ?? known.find((each) => each.size === size) ?? null;
};

const fingerprint = (text: string): string => hash("sha256", text).slice(0, 16);

/** The larger of two measurements, where there is any. */
export const mostOf = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.max(a, b);
