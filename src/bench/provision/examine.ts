import { z } from "zod";
import { examineLocal } from "../../energy/local/examine.ts";
import { localOfModule } from "../../energy/local/module.ts";
import { networkOf } from "../../network/description/description.ts";
import { createStream } from "../../random/stream.ts";
import { examineExpression } from "../../tensorflow/custom/examine.ts";
import { energyOf } from "../cell-energy.ts";
import { customEnergy, engine, network as networkSettings } from "../equipment.ts";
import { loss } from "../image-settings.ts";
import type { Laboratory } from "../laboratory.ts";

/** What of a cell's settings a custom energy is tried with. */
export const examinable = z.looseObject({
  engine,
  energy: customEnergy,
  network: networkSettings,
  loss,
  seed: z.int(),
});

/** Tries a custom energy on its network, with a random input. Throws `UserError` (usage) for what it can't be. */
export const examineCustomEnergy = async (
  laboratory: Laboratory,
  settings: z.output<typeof examinable>,
): Promise<void> => {
  await laboratory.open(settings);
  const { engine: chosen, energy, network: described } = settings;
  const network = networkOf(described);
  if (chosen.name === "builtin") {
    if (energy === null) return;
    const module = laboratory.userModule(energy);
    const local = localOfModule(module, network, energy.options);
    examineLocal(laboratory.linalg("float64"), module, local, network);
    return laboratory.confirm(settings);
  }
  const { expressed, start } = energyOf(laboratory, settings);
  if (expressed === null) return;
  const backend = laboratory.tensorFlow(chosen.backend);
  const linalg = laboratory.linalg("float32");
  linalg.scope(() => {
    const { sizes } = network;
    const parameters = start(linalg);
    const [input, target] = [linalg.matrix(1, sizes[0]!), linalg.matrix(1, sizes.at(-1)!)];
    const { uniform } = createStream(0, "energy");
    linalg.values(input).forEach((_, i, values) => {
      values[i] = uniform();
    });
    linalg.values(target)[0] = 1;
    const problem = { network, parameters, input, target, loss: settings.loss };
    examineExpression(backend, linalg, expressed, problem);
  });
  await laboratory.confirm(settings);
};
