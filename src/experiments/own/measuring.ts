// What the measuring of experiments of one's own is made of: the program's mathematics, by the names that the rooms give it. The
// cells of such an experiment are known by all of it (scripts/identity.mjs).
export { withEnergyOnImage } from "../../bench/energy-on-image.ts";
export { withImageBench } from "../../bench/image-bench.ts";
export { loadBatch } from "../../bench/load-batch.ts";
export { startParameters } from "../../bench/start-parameters.ts";
export { bindEnergy, energies } from "../../energy/registry.ts";
export { compareGradients, compareLayers, compareVectors } from "../../gradient/compare.ts";
export { estimatorNamed, estimators } from "../../gradient/registry.ts";
export { backpropGradient, trueGradient } from "../../gradient/truth.ts";
export { oneSided, symmetric, twoPhaseEstimate } from "../../gradient/two-phase.ts";
export { countOutcomes } from "../../inference/outcome.ts";
export { relax } from "../../inference/relax.ts";
export { backprop } from "../../network/backprop.ts";
export { networkOf } from "../../network/description/description.ts";
export { feedForward } from "../../network/feed-forward.ts";
export { initialise } from "../../network/initialise.ts";
export { chain } from "../../network/network.ts";
export { zeroParameters } from "../../network/parameters.ts";
export { createStream } from "../../random/stream.ts";
export { orMissing } from "../../rows/row.ts";
export { curvatureNotes, relaxationNotes } from "../relaxation-notes.ts";
