import { type Override, parseOverrides } from "../../config/override.ts";
import { localExport } from "../../energy/local/module.ts";
import { seemsToExport } from "../../modules/energy-module.ts";

/** The flags that set fields of a config. */
export interface FieldFlags {
  readonly set?: readonly string[];
  readonly precision?: string;
  readonly engine?: string;
  readonly tfjsBackend?: string;
  readonly energy?: string;
}

/**
 * The overrides of `--set`, and of the flags that are short for setting a field. TensorFlow.js has float32 alone, so the
 * flags that ask for it ask for that too, unless `--precision` or `--set` says something of it. An energy asks for it unless it is local.
 */
export const overridesOf = (flags: FieldFlags): readonly Override[] => {
  const { set = [], precision, engine, tfjsBackend, energy } = flags;
  const written = parseOverrides(set);
  const short: Override[] = [];
  const add = (field: string, value: string, origin: string): void => {
    short.push({ path: field.split("."), value, origin });
  };
  const says = (field: string): boolean =>
    [...written, ...short].some(
      ({ path }) => field === path.join(".") || field.startsWith(`${path.join(".")}.`),
    );
  if (precision !== undefined) add("precision", precision, `--precision ${precision}`);
  if (engine !== undefined) add("engine.name", engine, `--engine ${engine}`);
  if (tfjsBackend !== undefined) add("engine.backend", tfjsBackend, `--tfjs-backend ${tfjsBackend}`);
  if (energy !== undefined) add("energy.module", energy, `--energy ${energy}`);
  const asking = [
    ...(engine === "tfjs" ? [`--engine ${engine}`] : []),
    ...(tfjsBackend === undefined ? [] : [`--tfjs-backend ${tfjsBackend}`]),
    ...(energy === undefined || seemsToExport(energy, localExport) ? [] : [`--energy ${energy}`]),
  ];
  const [origin] = asking;
  if (origin !== undefined) {
    if (!says("engine.name")) add("engine.name", "tfjs", origin);
    if (!says("precision")) add("precision", "float32", origin);
  }
  return [...written, ...short];
};
