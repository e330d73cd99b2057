// Predictive coding in which every unit has a precision π of its own:
//
//   I = ½ Σ_l Σ_i π_i (x_l − f(a_l))_i²,   a_l = x_{l−1} W_{l−1} + b_{l−1},   o = a_L.
//
// π rises from `options.first` at the first unit of a layer to `options.last` at its last.

/** Units of each state: the hidden layers. The output is a prediction and no state. */
export const states = ({ sizes }) => sizes.slice(1, -1);

/** a_{l+1} = x_l W_l + b_l */
const layer = (tf, x, parameters, l) => tf.add(tf.matMul(x, parameters.weights[l]), parameters.biases[l]);

const precisions = (tf, units, { first = 1, last = 4 }) => tf.linspace(first, last, units);

/** The internal energy, summed over the batch. */
export const energy = (tf, { input, states, parameters, activation, options }) => {
  const below = [input, ...states];
  return tf.addN(
    states.map((x, l) => {
      const error = tf.sub(x, activation(layer(tf, below[l], parameters, l)));
      return tf.mul(0.5, tf.sum(tf.mul(precisions(tf, x.shape[1], options), tf.square(error))));
    }),
  );
};

/** What the loss looks at. */
export const output = (tf, { states, parameters }) => layer(tf, states.at(-1), parameters, states.length);

/** The feed-forward pass, where every error is exactly 0: no inference is needed to find the free phase. */
export const free = (tf, { input, parameters, activation, sizes }) => {
  const pass = [];
  for (let l = 0; l < sizes.length - 2; l++) {
    pass.push(activation(layer(tf, pass[l - 1] ?? input, parameters, l)));
  }
  return pass;
};
