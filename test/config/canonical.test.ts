import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonical, hashOf, sharingHash } from "../../src/config/canonical.ts";

fc.configureGlobal({ seed: 1 });

describe("canonical", () => {
  it.each<[unknown, string]>([
    [null, "null"],
    [true, "true"],
    [0.1 + 0.2, "0.30000000000000004"],
    [1e-7, "1e-7"],
    [1e21, "1e+21"],
    [-0, "0"],
    ['a "quoted" λ\n', '"a \\"quoted\\" λ\\n"'],
    [[3, [], {}], "[3,[],{}]"],
    [{ b: 1, a: { d: null, c: [1, 2] } }, '{"a":{"c":[1,2],"d":null},"b":1}'],
    [{ ä: 1, z: 2, Z: 3, "10": 4, "9": 5 }, '{"10":4,"9":5,"Z":3,"z":2,"ä":1}'],
  ])("writes %j", (value, text) => {
    expect(canonical(value)).toBe(text);
  });

  it.each<[string, unknown, string]>([
    ["NaN", { a: [1, Number.NaN] }, "value.a[1] is NaN, which has no canonical text"],
    ["Infinity", Number.POSITIVE_INFINITY, "value is Infinity, which has no canonical text"],
    ["undefined", { a: undefined }, "value.a is [object Undefined], which has no canonical text"],
    ["an array hole", Array(2), "value[0] is [object Undefined], which has no canonical text"],
    ["a function", { f: () => 1 }, "value.f is [object Function], which has no canonical text"],
    ["a typed array", new Float64Array(2), "value is [object Float64Array], which has no canonical text"],
    ["a date", [new Date(0)], "value[0] is [object Date], which has no canonical text"],
    ["a big integer", 1n, "value is [object BigInt], which has no canonical text"],
  ])("refuses %s", (_name, value, message) => {
    expect(() => canonical(value)).toThrow(new TypeError(message));
  });

  const plain = fc.jsonValue().filter((value) => !JSON.stringify(value).includes("__proto__"));

  /** The same value with its keys inserted in reverse. */
  const reversed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(reversed);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, inner]) => [key, reversed(inner)]),
    );
  };

  it("loses nothing: the text parses back to the value", () => {
    fc.assert(
      fc.property(plain, (value) => {
        expect(JSON.parse(canonical(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it("doesn't depend on the order of keys", () => {
    fc.assert(
      fc.property(plain, (value) => {
        expect(canonical(reversed(value))).toBe(canonical(value));
      }),
    );
  });

  it("keeps every bit of a double", () => {
    const finite = fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .filter((value) => !Object.is(value, -0));
    fc.assert(
      fc.property(finite, (value) => {
        expect(Number(canonical(value))).toBe(value);
      }),
    );
  });
});

describe("hashOf", () => {
  it("is the SHA-256 of the canonical text", () => {
    // printf '{"a":1,"b":[0.1]}' | sha256sum
    expect(hashOf({ b: [0.1], a: 1 })).toBe(
      "da65f37e2098a5185eeb8569adfefa99cc5622e6701a102310254f9dab4aaab6",
    );
  });
});

describe("sharingHash", () => {
  it("is hashOf, and looks once at what many values share", () => {
    let looks = 0;
    const network = {
      get sizes() {
        looks += 1;
        return [784, 10];
      },
    };
    const cells = Array.from({ length: 100 }, (_, seed) => ({
      settings: { network, seed, list: [{ seed }] },
    }));
    const hashed = cells.map(sharingHash());
    expect(looks).toBe(1);
    expect(hashed).toEqual(cells.map(hashOf));
  });
});
