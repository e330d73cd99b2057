import { z } from "zod";
import { exitCode, UserError } from "../../errors.ts";

const count = z.int().nonnegative();

/** What stands in `manifest.json`: where the numbers of a result folder come from. Clocks live here alone. */
export const manifestSchema = z.strictObject({
  /** Of the program. */
  version: z.string(),
  /** Of the program's git checkout; null outside one. */
  commit: z.string().nullable(),
  experiment: z.string(),
  /** Of the resolved config; a folder is never overwritten by a run with another one. */
  configHash: z.string(),
  /** Fingerprint of the code, kernels and packages that computed the numbers. */
  engine: z.string(),
  /** What bound and differentiated the energies: `builtin`, or `tfjs wasm 4.22.0`. */
  engines: z.array(z.string()).default(["builtin"]),
  /** SHA-256 of the modules and weights that were read. */
  inputs: z.record(z.string(), z.string()).default({}),
  /** `several` for a sweep over it. */
  precision: z.enum(["float64", "float32", "several"]),
  /** Checksums of the dataset's files. */
  dataset: z.record(z.string(), z.string()),
  seeds: z.array(z.int()),
  /** How relaxations ended, counted over samples. */
  outcomes: z.record(z.string(), count),
  /** `failed` holds the labels of cells that yielded no rows. */
  cells: z.strictObject({ computed: count, reused: count, failed: z.array(z.string()) }),
  /** Start and end as ISO 8601 in UTC, and the seconds between them. */
  timings: z.strictObject({
    started: z.iso.datetime(),
    finished: z.iso.datetime(),
    seconds: z.number().nonnegative(),
  }),
  node: z.string(),
  /** SHA-256 of each other file of the folder. */
  files: z.record(z.string(), z.string()),
});

export type Manifest = z.infer<typeof manifestSchema>;

/** What a run knows of itself before its files are made; the clock is the caller's. */
export interface Run extends Omit<z.input<typeof manifestSchema>, "timings" | "files"> {
  readonly started: Date;
  readonly finished: Date;
}

/** The manifest of a run and the checksums of its files. Throws a ZodError, a bug of ours, when a field is unfit. */
export function makeManifest(
  { started, finished, ...run }: Run,
  files: Readonly<Record<string, string>>,
): Manifest {
  const timings = {
    started: started.toISOString(),
    finished: finished.toISOString(),
    seconds: (finished.getTime() - started.getTime()) / 1000,
  };
  return manifestSchema.parse({ ...run, timings, files });
}

/** The text of `manifest.json`. */
export function manifestText(manifest: Manifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** Reads the text of `manifest.json`; `file` names it in messages. Throws `UserError` when it is damaged. */
export function parseManifest(text: string, file: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw damaged(file, `it is not JSON (${(error as Error).message})`);
  }
  const parsed = manifestSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw damaged(file, `${issue?.path.join(".") || "the whole"}: ${issue?.message}`);
}

const damaged = (file: string, what: string) =>
  new UserError(
    exitCode.environment,
    `${file} is not a manifest of ours: ${what}; restore it, or move the folder away and run again`,
  );
