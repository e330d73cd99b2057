import type { Linalg } from "../../linalg/linalg.ts";
import { mistake } from "../../modules/mistake.ts";
import type { UserModule } from "../../modules/user-module.ts";
import type { Network } from "../../network/network.ts";
import type { BoundLocal, Unit } from "./definition.ts";
import { localExport } from "./module.ts";

/** Length of the steps of differences, in units of activity. */
const step = 1e-3;
/** How far a derivative and its difference may be apart, relative to the larger and to 1: truncation is O(step⁴). */
const allowed = 1e-6;
/** Where units are tried: drives, off every kink, and errors. */
const drives = [-1.7, -0.4, 0.3, 1.2];
const errors = [-0.8, -0.05, 0.4];

/**
 * Tries a local energy on units of each layer of a network, in float64: `byState` and `byDrive` against five-point differences of `energy`, and
 * `settle` against `byState`. Throws `UserError` (usage) with the unit at which they disagree.
 */
export const examineLocal = (
  linalg: Linalg,
  module: Pick<UserModule, "placeOf">,
  local: BoundLocal,
  network: Network,
): void =>
  linalg.scope(() => {
    const place = module.placeOf(localExport);
    const last = network.layers.length - (local.output === "state" ? 0 : 1);
    for (let layer = 1; layer <= last; layer++) {
      const units = network.sizes[layer]!;
      const respond = responseOf(linalg, network.layers[layer - 1]!.activation);
      for (const unit of new Set([0, Math.floor(units / 2), units - 1])) {
        const unitAt = (a: number, x: number): Unit => {
          const { f, slope } = respond(a);
          return { x, error: x - f, a, f, slope, layer, unit };
        };
        for (const a of drives)
          for (const error of errors) {
            const found = complaint(local, unitAt, a, respond(a).f + error);
            if (found !== null) throw mistake(place, found);
          }
      }
    }
  });

/** What does not agree at a unit; null where all does. */
const complaint = (
  local: BoundLocal,
  unitAt: (a: number, x: number) => Unit,
  a: number,
  x: number,
): string | null => {
  const here = unitAt(a, x);
  const where = `at x = ${shown(x)}, a = ${shown(a)} (layer ${here.layer}, unit ${here.unit})`;
  try {
    const claims = [
      { name: "byState", found: local.byState(here), along: (by: number) => unitAt(a, x + by), of: "x" },
      { name: "byDrive", found: local.byDrive(here), along: (by: number) => unitAt(a + by, x), of: "a" },
    ];
    for (const { name, found, along, of } of claims) {
      const expected = difference((by) => local.energy(along(by)));
      if (!Number.isFinite(expected))
        return `expected a finite energy, found ${local.energy(here)} ${where}; mend energy`;
      if (agree(found, expected)) continue;
      return `expected ${name} to be the derivative of energy by ${of}, ${shown(expected)} by differences ${where}, found ${shown(found)}; mend one of them`;
    }
    if (local.settle === undefined) return null;
    const p = local.byState(here);
    const settled = local.settle(p, here);
    const found = local.byState(unitAt(a, here.f + settled));
    if (agree(found, p)) return null;
    return `expected settle(p, unit) to be the error at which byState is p, found ${shown(settled)} for p = ${shown(p)}, where byState is ${shown(found)}, ${where}; mend one of them, or leave settle out`;
  } catch (error) {
    throw local.failed(error);
  }
};

const agree = (found: number, expected: number): boolean =>
  Math.abs(found - expected) <= allowed * Math.max(1, Math.abs(expected));

/** The derivative at 0, five-point. */
const difference = (of: (by: number) => number): number =>
  (8 * (of(step) - of(-step)) - (of(2 * step) - of(-2 * step))) / (12 * step);

const shown = (value: number): string => String(Number(value.toPrecision(6)));

/** `f(a)` and `f′(a)` by the kernel. */
const responseOf = (linalg: Linalg, activation: Network["activation"]) => {
  const [argument, value, slope] = [1, 2, 3].map(() => linalg.matrix(1, 1));
  return (a: number): { readonly f: number; readonly slope: number } => {
    linalg.values(argument!)[0] = a;
    linalg.activate(activation, argument!, value!, slope!);
    return { f: linalg.values(value!)[0]!, slope: linalg.values(slope!)[0]! };
  };
};
