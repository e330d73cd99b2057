import type { ActivationKind } from "../../network/activation.ts";

/** A unit at rest: `A s + B = ρ′(s) u`, u what it gets from the others. */
export interface Unit {
  readonly stiffness: number;
  readonly pull: number;
}

/** s, ρ(s) and ρ′(s) of a unit, or of the end of an interval of it. */
export interface Response {
  readonly s: number;
  readonly rate: number;
  readonly slope: number;
}

/**
 * How a unit resists what it gets: at rest `u = φ(ρ)`, `φ = (A s + B)/ρ′(s)` as a function of ρ. Lower bounds of the slope of φ, or of its
 * secants, `dφ/dρ = (A + q (A s + B)) / ρ′²`, `q = −ρ″/ρ′`; all are 0 or less where nothing is known.
 */
export interface Resistance {
  /** Of the slope, for any s. */
  readonly everywhere: (unit: Unit) => number;
  /** Of the secants from one s to any other. */
  readonly secant: (unit: Unit, at: Response) => number;
  /** Of the slope where |s| lies between those of two responses with s ≥ 0. */
  readonly between: (unit: Unit, low: Response, high: Response) => number;
}

/** `q` as a function of ρ, rising in s, odd; `s q ≥ bend q²` for all s; the largest ρ′. */
const bounded = (
  q: (rate: number) => number,
  bend: number,
  steepest: number,
): Pick<Resistance, "everywhere" | "between"> => ({
  // A + A s q + q B ≥ A + A bend q² − |q B|, least at |q| = |B| / (2 A bend).
  everywhere: ({ stiffness, pull }) =>
    stiffness > 0 ? (stiffness - (pull * pull) / (4 * bend * stiffness)) / (steepest * steepest) : 0,
  between: ({ stiffness, pull }, low, high) =>
    (stiffness * (1 + q(low.rate) * low.s) - Math.abs(pull) * q(high.rate)) / (low.slope * low.slope),
});

/**
 * Of tanh with A = 1, B = 0: φ is odd and all its Taylor coefficients are positive, `φ(a) ≥ a + 4/3 a³`. The secant from ρ ≥ 0 is least towards
 * some −a: `(φ(a) + φ(ρ))/(a + ρ) ≥ 1 + 4 a²` where `4 a² ρ + 8/3 a³ = φ(ρ) − ρ`, and a smaller a is on the safe side.
 */
const tanhSecant = ({ s, rate, slope }: Response): number => {
  const [size, excess] = [Math.abs(rate), Math.abs(s) / slope - Math.abs(rate)];
  if (!(slope > 0)) return 1;
  let [low, high] = [0, 1];
  for (let round = 0; round < 12; round++) {
    const a = (low + high) / 2;
    if (4 * a * a * size + (8 / 3) * a * a * a <= excess) low = a;
    else high = a;
  }
  return 1 + 4 * low * low;
};

const tanh = bounded((rate) => 2 * rate, 0.5, 1);
const sigmoid = bounded((rate) => 2 * rate - 1, 2, 0.25);
/** Of the activations for which it is bounded below: F then grows beyond all bounds with s, too. */
export const resistances: Readonly<Partial<Record<ActivationKind, Resistance>>> = {
  tanh: {
    ...tanh,
    secant: (unit, at) => (unit.stiffness === 1 && unit.pull === 0 ? tanhSecant(at) : tanh.everywhere(unit)),
  },
  sigmoid: { ...sigmoid, secant: (unit) => sigmoid.everywhere(unit) },
  linear: {
    everywhere: ({ stiffness }) => stiffness,
    secant: ({ stiffness }) => stiffness,
    between: ({ stiffness }) => stiffness,
  },
};
