import { createHash } from "node:crypto";

/**
 * The one JSON text of a plain value: keys sorted by code unit, numbers in shortest round-trip form, no spaces.
 * Throws `TypeError` for what JSON can't hold (NaN, ±∞, undefined, functions, class instances, array holes):
 * two different values must never get the same text by losing something.
 */
export const canonical = (value: unknown): string => write(value, null);

/** SHA-256 of the canonical text, in hexadecimal. */
export const hashOf = (value: unknown): string => createHash("sha256").update(canonical(value)).digest("hex");

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

const write = (value: unknown, place: Place | null): string => {
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value))
      throw new TypeError(`${placeText(place)} is ${value}, which has no canonical text`);
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) {
    return `[${Array.from(value, (entry, index) => write(entry, { outer: place, step: index })).join(",")}]`;
  }
  if (typeof value === "object" && isPlain(value)) {
    // The default order of sort() is that of UTF-16 code units, whatever the locale.
    const keys = Object.keys(value).sort();
    const entries = keys.map(
      (key) =>
        `${JSON.stringify(key)}:${write((value as Record<string, unknown>)[key], { outer: place, step: key })}`,
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
