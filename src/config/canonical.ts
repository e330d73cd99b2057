import { hash } from "node:crypto";

/**
 * The one JSON text of a plain value: keys sorted by code unit, numbers in shortest round-trip form, no spaces.
 * Throws `TypeError` for what JSON can't hold (NaN, ±∞, undefined, functions, class instances, array holes):
 * two different values must never get the same text by losing something.
 */
export const canonical = (value: unknown): string => write(value, null, null);

/** SHA-256 of the canonical text, in hexadecimal. */
export const hashOf = (value: unknown): string => sha256(canonical(value));

/**
 * `hashOf` for many values that share parts of parts, as cells share the network in their settings: such an object is written once, so
 * nobody may change it meanwhile.
 */
export const sharingHash = (): ((value: unknown) => string) => {
  const known: Texts = new Map();
  return (value) => sha256(write(value, null, known));
};

const sha256 = (text: string): string => hash("sha256", text);

/** Texts of objects that were written before. */
type Texts = Map<object, string>;

/** Where a value stands in the one that was given; put into words only when it must be complained of. */
interface Place {
  readonly outer: Place | null;
  readonly step: string | number;
}

const placeText = (place: Place | null): string => {
  if (place === null) return "value";
  const { outer, step } = place;
  return placeText(outer) + (typeof step === "number" ? `[${step}]` : `.${step}`);
};

const write = (value: unknown, place: Place | null, known: Texts | null): string => {
  const isShared = typeof value === "object" && value !== null && place !== null && place.outer !== null;
  if (known === null || !isShared) return writeAfresh(value, place, known);
  const text = known.get(value) ?? writeAfresh(value, place, known);
  known.set(value, text);
  return text;
};

const writeAfresh = (value: unknown, place: Place | null, known: Texts | null): string => {
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value))
      throw new TypeError(`${placeText(place)} is ${value}, which has no canonical text`);
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) {
    return `[${Array.from(value, (entry, index) => write(entry, { outer: place, step: index }, known)).join(",")}]`;
  }
  if (typeof value === "object" && isPlain(value)) {
    // The default order of sort() is that of UTF-16 code units, whatever the locale.
    const keys = Object.keys(value).sort();
    const entries = keys.map(
      (key) =>
        `${JSON.stringify(key)}:${write((value as Record<string, unknown>)[key], { outer: place, step: key }, known)}`,
    );
    return `{${entries.join(",")}}`;
  }
  throw new TypeError(
    `${placeText(place)} is ${Object.prototype.toString.call(value)}, which has no canonical text`,
  );
};

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};
