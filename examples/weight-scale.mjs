// How does the error of PC-Nudge grow with the scale of the weights? Larger weights carry the loss further down, so that the
// activities move more for the same λ.
import {
  backprop,
  bindEnergy,
  checkOneImage,
  columns,
  compareGradients,
  countOutcomes,
  createStream,
  defineExperiment,
  energies,
  feedForward,
  fields,
  initialise,
  loadBatch,
  networkOf,
  oneSided,
  twoPhaseEstimate,
  z,
} from "ebm-lab";

const scale = { name: "scale", unit: "dimensionless", meaning: "what every weight is multiplied by", role: "key" };

export default defineExperiment({
  question: "How does the error of PC-Nudge depend on the scale of the weights?",
  fields: {
    scales: z.array(z.number().positive()).default([0.25, 0.5, 1, 2, 4]).describe("scales of the weights"),
    lambda: z.number().positive().default(0.01).describe("nudging strength λ"),
    network: fields.network({ sizes: [784, 32, 16, 10], activation: "tanh" }),
  },
  tables: { errors: [columns.seed, scale, columns.relativeDistance, columns.cosine, columns.outcome] },
  check: checkOneImage,

  cells: ({ seeds, scales, network, lambda }) =>
    seeds.flatMap((seed) =>
      scales.map((each) => ({ settings: { seed, scale: each, network, lambda }, label: `scale ${each}, seed ${seed}` })),
    ),

  measure: ({ seed, scale, lambda, network: description, precision, dataset }, laboratory) => {
    const linalg = laboratory.linalg(precision);
    return linalg.scope(() => {
      const network = networkOf(description);
      const batch = loadBatch(linalg, laboratory.dataset(dataset.dir).train, [dataset.image], dataset.pixels);
      const parameters = initialise(linalg, network, "pytorch-default", createStream(seed, "parameters"));
      linalg.scale(scale, parameters.all, parameters.all);
      const loss = "squared-error";
      const pass = feedForward(linalg, network, parameters, batch.input);
      const energy = bindEnergy(linalg, energies["predictive-coding"], { network, parameters, ...batch, loss, pass });
      const inference = { solver: "equilibrium", tolerance: 1e-12, maxIterations: 200, readout: "errors" };
      const { gradient, relaxations } = twoPhaseEstimate(linalg, energy, oneSided(lambda), inference);
      const { relativeDistance, cosine } = compareGradients(linalg, gradient, backprop(linalg, pass, loss, batch.target).parameters);
      const ends = countOutcomes(relaxations.map(({ relaxation }) => relaxation));
      const row = { seed, scale, relative_distance: relativeDistance, cosine, outcome: Object.keys(ends)[0] };
      return { tables: { errors: [row] }, outcomes: ends };
    });
  },
});
