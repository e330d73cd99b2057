// The layered Hopfield energy, e = ½ x² − tanh(x) a, on connections that take tanh(x); its output is a state.
export const local = () => ({
  output: "state",
  energy: ({ x, a }) => 0.5 * x * x - Math.tanh(x) * a,
  byState: ({ x, a }) => x - (1 - Math.tanh(x) * Math.tanh(x)) * a,
  byDrive: ({ x }) => -Math.tanh(x),
});
