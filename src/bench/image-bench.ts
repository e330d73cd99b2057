import type { EnergyEngine } from "../energy/problem.ts";
import type { Bench } from "../gradient/estimator.ts";
import type { EquilibriumSettings } from "../inference/solver/equilibrium.ts";
import type { OwnEnergy } from "../tensorflow/own-energy.ts";
import type { ImageSettings } from "./cell-settings.ts";
import { energyEngineOf, ownEnergyOf, ownStartParameters, startParameters } from "./equipment.ts";
import { type ExactTwin, exactTwin, sameTwin } from "./exact-twin.ts";
import { datasetOf, engineOf } from "./laboratory.ts";
import { loadBatch } from "./load-batch.ts";

/** What a cell of an estimator on one image is determined by. */
export type BenchSettings = Omit<ImageSettings, "lambda" | "inference"> & {
  readonly inference: EquilibriumSettings;
};

/** A randomly initialised network with one image clamped to its input, and the same in float64. */
export interface ImageBench {
  readonly bench: Bench;
  readonly twin: ExactTwin;
}

/** Sets up a cell on one training image and runs `measure` in scopes of both engines' memory. */
export const withImageBench = <T>(settings: BenchSettings, measure: (image: ImageBench) => T): T => {
  const { dataset, network, loss, inference } = settings;
  const linalg = engineOf(settings.precision);
  const exact = engineOf("float64");
  return exact.scope(() =>
    linalg.scope(() => {
      const { train } = datasetOf(dataset.dir);
      const { input, target } = loadBatch(linalg, train, [dataset.image], dataset.pixels);
      const own = ownEnergyOf(settings);
      const parameters =
        own === null ? startParameters(linalg, settings) : ownStartParameters(linalg, own, settings);
      const engine = own === null ? energyEngineOf(settings) : asHopfield(own);
      const bench = { linalg, problem: { network, parameters, input, target, loss, engine }, inference };
      return measure({ bench, twin: own === null ? exactTwin(exact, bench) : sameTwin(bench) });
    }),
  );
};

/** An energy of one's own in the place of the recurrent one: equilibrium propagation does for any. */
const asHopfield = (own: OwnEnergy): EnergyEngine => ({
  name: "tfjs",
  precision: "float32",
  makers: { hopfield: own.record.bind },
});
