import type { Dataset } from "../data/dataset.ts";
import type { Linalg, Precision, RealArray } from "../linalg/linalg.ts";
import type { UserModule } from "../modules/user-module.ts";
import type { Backend, TensorFlow } from "../tensorflow/backend.ts";
import type { LoadedModule } from "../tensorflow/custom/module.ts";
import type { Checkpoints } from "../training/checkpoint.ts";
import type { WeightsFile } from "../weights/weights.ts";
import type { Equipment, FileIdentity, WeightsIdentity } from "./equipment.ts";

/**
 * What cells are computed in: a process owns one, opens each thing in it once, and keeps it from cell to cell. What `open`
 * has not opened can't be had.
 */
export interface Laboratory {
  /** The built-in engine of that precision; a cell frees what it used by working within a scope. */
  readonly linalg: (precision: Precision) => Linalg;
  /** The images in that folder, or the bundled MNIST for null. */
  readonly dataset: (dir: string | null) => Dataset;
  readonly tensorFlow: (backend: Backend) => TensorFlow;
  /** The module of an energy of TensorFlow.js. */
  readonly module: (file: FileIdentity) => LoadedModule;
  /** The module of an experiment of one's own, or of a local energy. */
  readonly userModule: (file: FileIdentity) => UserModule;
  readonly weights: (file: WeightsIdentity) => WeightsFile;
  /** What the cell before has made under the same key; else it is made, and the last such thing alone is kept. */
  readonly recent: (key: string, make: () => RealArray) => RealArray;
  /** Where the training run of the cell that is computed is kept while it goes on; nowhere, without. */
  readonly checkpoints?: Checkpoints;
  /** Opens what a cell is computed with. Throws `UserError` when it isn't there, or isn't what it was. */
  readonly open: (equipment: Equipment) => Promise<void>;
  /** Throws `UserError` when a module of `equipment` has loaded something since it was opened: its identity is another then. */
  readonly confirm: (equipment: Equipment) => Promise<void>;
  /** Releases the open files. */
  readonly close: () => void;
}
