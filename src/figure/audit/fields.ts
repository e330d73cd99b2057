import { parseGrid } from "../../config/grid.ts";
import { type Override, parseOverrides } from "../../config/override.ts";

/** The flags of `ebm audit` that set fields of its config. */
export interface AuditFields {
  readonly lambda?: string;
  readonly target?: string;
  readonly perLayer?: true;
  readonly images?: string;
  readonly seeds?: string;
  readonly precision?: string;
  readonly set?: readonly string[];
}

/** A number where the text is one; what is not is for the schema to refuse. */
const numeric = (text: string): unknown =>
  text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;

/** The overrides that the flags stand for. Throws `UserError` (usage). */
export const overridesOf = ({ set = [], ...flags }: AuditFields): readonly Override[] => {
  const short = (path: string, value: unknown, origin: string): Override => ({
    path: path.split("."),
    value,
    origin,
  });
  const { lambda, target, perLayer, images, seeds, precision } = flags;
  return [
    ...parseOverrides(set),
    ...(lambda === undefined ? [] : [short("lambda", numeric(lambda), `--lambda ${lambda}`)]),
    ...(target === undefined ? [] : [short("target.cosine", numeric(target), `--target ${target}`)]),
    ...(perLayer === undefined ? [] : [short("target.of", "layers", "--per-layer")]),
    ...(images === undefined ? [] : [short("dataset.images", numeric(images), `--images ${images}`)]),
    ...(seeds === undefined ? [] : [short("seeds", parseGrid(seeds, "integer"), `--seeds ${seeds}`)]),
    ...(precision === undefined ? [] : [short("precision", precision, `--precision ${precision}`)]),
  ];
};
