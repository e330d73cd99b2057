import { z } from "zod";
import { exitCode, UserError } from "../../errors.ts";

const count = z.int().nonnegative();

/**
 * What stands in `manifest.json`: what a result was made from, and what it holds. The same numbers have the same
 * manifest, whoever made them and when; that is in `run.json`. Fields that an earlier version wrote beside are passed over.
 */
export const manifestSchema = z.object({
  /** Of the program. */
  version: z.string(),
  experiment: z.string(),
  /** Of the resolved config; a folder is never overwritten by a run with another one. */
  configHash: z.string(),
  /** What bound and differentiated the energies: `builtin`, or `tfjs wasm 4.22.0`. */
  engines: z.array(z.string()).default(["builtin"]),
  /** SHA-256 of the modules and weights that were read. */
  inputs: z.record(z.string(), z.string()).default({}),
  /** Of each file of weights, the names of its layers in the order that was used; absent where there was none. */
  orders: z.record(z.string(), z.array(z.string())).exactOptional(),
  /** `several` for a sweep over it. */
  precision: z.enum(["float64", "float32", "several"]),
  /** Checksums of the dataset's files. */
  dataset: z.record(z.string(), z.string()),
  /** What the files of a folder of one's own were recognised as: `CIFAR-10`, `emnist-letters`; absent for the bundled MNIST. */
  datasetName: z.string().exactOptional(),
  seeds: z.array(z.int()),
  /** How relaxations ended, counted over samples. */
  outcomes: z.record(z.string(), count),
  /** Labels of cells that yielded no rows. */
  failed: z.array(z.string()).default([]),
  /** SHA-256 of each other file of the folder, but for `run.json`. */
  files: z.record(z.string(), z.string()),
});

export type Manifest = z.infer<typeof manifestSchema>;

/** What a cell of a kind took, as it is recorded for the next plan. */
export const kindCostSchema = z.strictObject({
  work: z.string(),
  /** Fingerprints, by which the next plan finds it. */
  kind: z.string(),
  size: z.string(),
  /** One of the kind. */
  like: z.string(),
  cells: count,
  seconds: z.strictObject({ mean: z.number().nonnegative(), most: z.number().nonnegative() }),
  /** The most that its process held; null where it wasn't measured. */
  megabytes: z.number().nonnegative().nullable(),
});

/** What the pictures of a chart were drawn from, and what they came to: nobody draws the same twice. */
const drawingSchema = z.strictObject({
  /** Fingerprint of the specification, of the data, and of what draws. */
  from: z.string(),
  /** SHA-256 of the pictures. */
  files: z.record(z.string(), z.string()),
});

export type Drawing = z.infer<typeof drawingSchema>;

/** What stands in `run.json`: the run that wrote the folder. It differs from run to run, and git ignores it. */
export const runRecordSchema = z.object({
  /** Of the program's git checkout; null outside one. */
  commit: z.string().nullable(),
  /** Fingerprint of the code, kernels and packages that computed the numbers. */
  engine: z.string(),
  node: z.string(),
  cells: z.strictObject({ computed: count, reused: count }),
  /** What a cell of each kind took, whenever it was computed: for the next one's limits. Records of earlier versions have none. */
  kinds: z.array(kindCostSchema).default([]),
  /** By the stems of the charts' files; absent of those that could not be drawn. */
  drawings: z.record(z.string(), drawingSchema).default({}),
  /** Start and end as ISO 8601 in UTC, and the seconds between them. */
  timings: z.strictObject({
    started: z.iso.datetime(),
    finished: z.iso.datetime(),
    seconds: z.number().nonnegative(),
  }),
});

export type RunRecord = z.infer<typeof runRecordSchema>;

/** What a run knows of itself before its files are made; the clock is the caller's. */
export interface Run
  extends Omit<z.input<typeof manifestSchema>, "files">,
    Omit<z.input<typeof runRecordSchema>, "timings" | "drawings"> {
  readonly started: Date;
  readonly finished: Date;
}

/** The manifest of a run and the checksums of its files. Throws a ZodError, a bug of ours, when a field is unfit. */
export const makeManifest = (run: Run, files: Readonly<Record<string, string>>): Manifest => {
  return manifestSchema.parse({ ...run, files });
};

/** What is to be remembered of a run. Throws a ZodError, a bug of ours, when a field is unfit. */
export const makeRunRecord = (
  { started, finished, ...run }: Run,
  drawings: Readonly<Record<string, Drawing>> = {},
): RunRecord => {
  const timings = {
    started: started.toISOString(),
    finished: finished.toISOString(),
    seconds: (finished.getTime() - started.getTime()) / 1000,
  };
  return runRecordSchema.parse({ ...run, drawings, timings });
};

/** The text of `manifest.json` or `run.json`. */
export const manifestText = (manifest: Manifest | RunRecord): string => {
  return `${JSON.stringify(manifest, null, 2)}\n`;
};

/** Reads the text of `manifest.json`; `file` names it in messages. Throws `UserError` when it is damaged. */
export const parseManifest = (text: string, file: string): Manifest => parsed(manifestSchema, text, file);

/** Reads the text of `run.json`; `file` names it in messages. Throws `UserError` when it is damaged. */
export const parseRunRecord = (text: string, file: string): RunRecord => parsed(runRecordSchema, text, file);

const parsed = <Schema extends z.ZodType>(schema: Schema, text: string, file: string): z.output<Schema> => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw damaged(file, `it is not JSON (${(error as Error).message})`);
  }
  const { success, data, error } = schema.safeParse(json);
  if (success) return data;
  const [issue] = error.issues;
  throw damaged(file, `${issue?.path.join(".") || "the whole"}: ${issue?.message}`);
};

const damaged = (file: string, what: string) =>
  new UserError(
    exitCode.environment,
    `${file} is not a manifest of ours: ${what}; restore it, or move the folder away and run again`,
  );
