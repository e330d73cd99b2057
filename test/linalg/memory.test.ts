import { describe, expect, it } from "vitest";
import { exitCode, UserError } from "../../src/errors.ts";
import { engine } from "../network/problem.ts";

describe("engine memory", () => {
  const linalg = engine();

  it("a matrix starts at zero even where memory was used before", () => {
    linalg.scope(() => {
      linalg.values(linalg.matrix(8, 8)).fill(3);
    });
    linalg.scope(() => {
      expect(linalg.values(linalg.matrix(8, 8)).every((value) => value === 0)).toBe(true);
    });
  });

  it("a scope frees what was made in it, also when it throws", () => {
    const offset = () => linalg.scope(() => linalg.matrix(1, 1).offset);
    const before = offset();
    linalg.scope(() => linalg.scope(() => void linalg.pack(linalg.matrix(100, 100))));
    expect(() =>
      linalg.scope(() => {
        linalg.matrix(50, 50);
        throw new Error("inside");
      }),
    ).toThrow("inside");
    expect(offset()).toBe(before);
  });

  it("300 scopes of 8 MB fit into 2 GiB, because each is freed", () => {
    for (let i = 0; i < 300; i++) {
      const last = linalg.scope(() => {
        const values = linalg.values(linalg.matrix(1000, 1000));
        values[999_999] = i;
        return values[999_999]!;
      });
      expect(last).toBe(i);
    }
  });

  it("matrices do not overlap, and a block has no gaps", () => {
    linalg.scope(() => {
      const made = [linalg.matrix(3, 3), linalg.matrix(1, 1), linalg.matrix(2, 5)];
      made.forEach((matrix, i) => {
        linalg.values(matrix).fill(i + 1);
      });
      expect(made.map((matrix) => [...new Set(linalg.values(matrix))])).toEqual([[1], [2], [3]]);
      const { all, parts } = linalg.block([
        [2, 2],
        [1, 3],
      ]);
      linalg.values(all).set([1, 2, 3, 4, 5, 6, 7]);
      expect(parts.map((part) => [...linalg.values(part)])).toEqual([
        [1, 2, 3, 4],
        [5, 6, 7],
      ]);
    });
  });

  it("engines of both precisions live side by side", () => {
    const single = engine("float32");
    const [a, b] = [linalg.matrix(1, 1), single.matrix(1, 1)];
    linalg.values(a)[0] = 0.1;
    single.values(b)[0] = 0.1;
    expect(linalg.values(a)[0]).toBe(0.1);
    expect(single.values(b)[0]).toBe(Math.fround(0.1));
  });

  it("a matrix can't be handed to the engine of the other precision", () => {
    const single = engine("float32");
    const foreign = single.matrix(2, 2);
    const [own, other] = [linalg.matrix(2, 2), linalg.matrix(2, 2)];
    const attempts: readonly (() => unknown)[] = [
      () => linalg.values(foreign),
      () => linalg.copy(own, foreign),
      () => linalg.pack(foreign),
      () => linalg.accumulateProduct(own, single.pack(foreign), other),
      () => linalg.transposedProduct(own, linalg.pack(other), foreign),
      () => linalg.activate("tanh", own, foreign, other),
      () => linalg.combine(1, foreign, 1, own, other),
      () => linalg.repeatRow(linalg.matrix(1, 2), foreign),
      () => linalg.sumRows(foreign, linalg.matrix(1, 2)),
    ];
    for (const attempt of attempts) expect(attempt).toThrow("a matrix of another engine");
  });

  it("a matrix can't be used after its scope, nor can its packed form or a part of a block", () => {
    const kept = linalg.scope(() => {
      const matrix = linalg.matrix(2, 2);
      const { parts } = linalg.block([[2, 2]]);
      return { matrix, packed: linalg.pack(matrix), part: parts[0]! };
    });
    const [own, other] = [linalg.matrix(2, 2), linalg.matrix(2, 2)];
    const attempts: readonly (() => unknown)[] = [
      () => linalg.values(kept.matrix),
      () => linalg.addScaled(1, kept.part, own),
      () => linalg.accumulateProduct(own, kept.packed, other),
      () => linalg.scope(() => linalg.copy(own, kept.matrix)),
    ];
    for (const attempt of attempts) expect(attempt).toThrow("after the end of its scope");
    linalg.scope(() => expect(linalg.values(own)).toHaveLength(4));
  });

  it("asking for more than there is is the user's to mend", () => {
    const ask = () => linalg.scope(() => linalg.matrix(100_000, 100_000));
    expect(ask).toThrow(UserError);
    expect(ask).toThrow(/memory holds 2048 MiB.*smaller layers/);
    try {
      ask();
    } catch (error) {
      expect((error as UserError).code).toBe(exitCode.environment);
    }
  });
});
