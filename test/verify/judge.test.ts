import { describe, expect, it } from "vitest";
import {
  check,
  type MeasuringClaim,
  type Part,
  stated,
  stronger,
  type Verdict,
} from "../../src/verify/claim.ts";
import { judge } from "../../src/verify/judge.ts";
import { atMost } from "../../src/verify/window.ts";
import { laboratory } from "../network/problem.ts";

const claim = (
  parts: readonly Part[],
  values: Readonly<Record<string, number>>,
  expected: Verdict = "holds",
): MeasuringClaim => ({
  id: "made-up",
  statement: "A statement.",
  equation: "0 = 0",
  paper: "millidge-2022",
  where: "nowhere",
  source: "nobody",
  conditions: "none",
  scale: "small",
  parts,
  expected,
  condition: "",
  note: "",
  measure: () => ({ values }),
});

const window = atMost(1);
const [inside, outside] = [0, 2];

/** The verdict where the parts of each role have these numbers. */
const verdict = (numbers: {
  stated: readonly number[];
  stronger?: readonly number[];
  check?: readonly number[];
}) => {
  const make = { stated, stronger, check };
  const entries = Object.entries(numbers).flatMap(([role, values]) =>
    values.map((value, i) => ({ part: make[role as keyof typeof make](`${role} ${i}`, window), value })),
  );
  return judge(
    claim(
      entries.map(({ part }) => part),
      Object.fromEntries(entries.map(({ part, value }) => [part.name, value])),
    ),
    laboratory,
  ).verdict;
};

describe("verdicts", () => {
  it("holds only if every stated part is inside", () => {
    expect(verdict({ stated: [inside, inside] })).toBe("holds");
    expect(verdict({ stated: [inside, outside] })).toBe("does not hold");
    expect(verdict({ stated: [Number.NaN] })).toBe("does not hold");
  });

  it("holds under a stronger condition only if all its parts are inside, and the stated ones are not", () => {
    expect(verdict({ stated: [outside], stronger: [inside, inside] })).toBe(
      "holds under a stronger condition",
    );
    expect(verdict({ stated: [outside], stronger: [inside, outside] })).toBe("does not hold");
    expect(verdict({ stated: [inside], stronger: [inside] })).toBe("holds");
  });

  it("is undecided when a check fails, whatever the other parts say", () => {
    expect(verdict({ stated: [inside], check: [outside] })).toBe("undecided");
    expect(verdict({ stated: [outside], check: [outside] })).toBe("undecided");
    expect(verdict({ stated: [outside], stronger: [inside], check: [inside, outside] })).toBe("undecided");
    expect(verdict({ stated: [inside], check: [inside] })).toBe("holds");
  });

  it("is undecided when the weaker condition suffices and the stronger one does not", () => {
    expect(verdict({ stated: [inside], stronger: [outside] })).toBe("undecided");
  });

  it("compares with what was declared", () => {
    const parts = [stated("x", window)];
    expect(judge(claim(parts, { x: inside }), laboratory).asDeclared).toBe(true);
    expect(judge(claim(parts, { x: outside }), laboratory).asDeclared).toBe(false);
    expect(judge(claim(parts, { x: outside }, "does not hold"), laboratory).asDeclared).toBe(true);
    expect(
      judge(claim([...parts, check("y", window)], { x: outside, y: outside }, "does not hold"), laboratory)
        .asDeclared,
    ).toBe(false);
  });

  it("a part without a number, a number without a window, and a claim without a stated part are bugs", () => {
    expect(() => judge(claim([stated("x", window)], {}), laboratory)).toThrow('does not measure "x"');
    expect(() => judge(claim([stated("x", window)], { x: 0, y: 0 }), laboratory)).toThrow(
      'measures "y" without a window',
    );
    expect(() => judge(claim([check("x", window)], { x: 0 }), laboratory)).toThrow(
      "needs a part that decides it",
    );
  });
});
