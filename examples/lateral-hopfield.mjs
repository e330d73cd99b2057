// A layered Hopfield energy whose hidden layers have lateral connections J:
//
//   E = ½ Σ_l ‖s_l‖² − Σ_l (ρ(s_{l−1}) W_{l−1} + b_{l−1})·ρ(s_l) − ½ Σ_hidden ρ(s_l) J_l ρ(s_l)ᵀ,   ρ(s_0) = s_0.
//
// The states are s_1 … s_L, the last of which is the output; that is the default, so nothing says it here. Neither is there
// a formula for the free phase: inference finds it, from 0.

const name = (l) => `lateral_${l}`;

/** Parameters beside the network's weights and biases: J_1 … J_{L−1}, uniform in ± `options.lateral` / √units. */
export const parameters = ({ sizes, options, uniform }) =>
  Object.fromEntries(
    sizes
      .slice(1, -1)
      .map((units, i) => [name(i + 1), uniform([units, units], (options.lateral ?? 0.5) / Math.sqrt(units))]),
  );

/** The internal energy, summed over the batch. */
export const energy = (tf, { input, states, parameters, activation }) => {
  const rates = [input, ...states.map((s) => activation(s))];
  return tf.addN(
    states.flatMap((s, i) => {
      const drive = tf.add(tf.matMul(rates[i], parameters.weights[i]), parameters.biases[i]);
      const terms = [tf.mul(0.5, tf.sum(tf.square(s))), tf.neg(tf.sum(tf.mul(drive, rates[i + 1])))];
      const lateral = parameters[name(i + 1)];
      if (lateral === undefined) return terms;
      return [...terms, tf.mul(-0.5, tf.sum(tf.mul(tf.matMul(rates[i + 1], lateral), rates[i + 1])))];
    }),
  );
};
