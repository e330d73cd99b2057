// Predictive coding in which every unit has a precision π of its own, as an energy of single units:
//
//   I = Σ_l Σ_i e(x_i, a_i),   e = ½ π_i (x_i − f(a_i))²,   o = a_L.
//
// π rises from `options.first` at the first unit of a layer to `options.last` at its last.

/** @type {import("ebm-lab").LocalEnergyMaker} */
export const local = ({ sizes, options: { first = 1, last = 4 } }) => {
  const precisions = sizes.map((units) =>
    Array.from({ length: units }, (_, i) => first + (units === 1 ? 0 : (i * (last - first)) / (units - 1))),
  );
  const pi = ({ layer, unit }) => precisions[layer][unit];
  return {
    energy: (unit) => 0.5 * pi(unit) * unit.error * unit.error,
    /** ∂e/∂x */
    byState: (unit) => pi(unit) * unit.error,
    /** ∂e/∂a */
    byDrive: (unit) => -pi(unit) * unit.error * unit.slope,
    /** The error at which ∂e/∂x = p. */
    settle: (p, unit) => p / pi(unit),
  };
};
