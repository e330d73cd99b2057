import type { EnergyEngine } from "../energy/problem.ts";
import type { Bench } from "../gradient/estimator.ts";
import { networkOf } from "../network/description/description.ts";
import type { CustomEnergy } from "../tensorflow/custom/energy.ts";
import { customEnergyOf, energyEngine } from "./cell-energy.ts";
import { type ExactTwin, exactTwin, sameTwin } from "./exact-twin.ts";
import type { BenchSettings } from "./image-settings.ts";
import type { Laboratory } from "./laboratory.ts";
import { loadBatch } from "./load-batch.ts";
import { customStartParameters, startParameters } from "./start-parameters.ts";

/** A randomly initialised network with one image clamped to its input, and the same in float64. */
export interface ImageBench {
  readonly bench: Bench;
  readonly twin: ExactTwin;
}

/** Sets up a cell on one training image and runs `measure` in scopes of both engines' memory. */
export const withImageBench = <T>(
  laboratory: Laboratory,
  settings: BenchSettings,
  measure: (image: ImageBench) => T,
): T => {
  const { dataset, loss, inference } = settings;
  const network = networkOf(settings.network);
  const linalg = laboratory.linalg(settings.precision);
  const exact = laboratory.linalg("float64");
  return exact.scope(() =>
    linalg.scope(() => {
      const { train } = laboratory.dataset(dataset.dir);
      const { input, target } = loadBatch(linalg, train, [dataset.image], dataset.pixels);
      const custom = customEnergyOf(laboratory, settings);
      const parameters =
        custom === null
          ? startParameters(laboratory, linalg, settings)
          : customStartParameters(laboratory, linalg, custom, settings);
      const engine = custom === null ? energyEngine(laboratory, settings.engine) : asHopfield(custom);
      const bench = { linalg, problem: { network, parameters, input, target, loss, engine }, inference };
      return measure({ bench, twin: custom === null ? exactTwin(exact, bench) : sameTwin(bench) });
    }),
  );
};

/** A custom energy in the place of the recurrent one: equilibrium propagation does for any. */
const asHopfield = (energy: CustomEnergy): EnergyEngine => ({
  name: "tfjs",
  precision: "float32",
  makers: { hopfield: energy.record.bind },
});
