import { flow } from "../../config/catalogue.ts";
import { type Path, valueAt } from "../../config/path.ts";

/** A field of a config: where it is, what it is now, and what it means. */
export interface ConfigField {
  /** `inference.stepSize` */
  readonly path: string;
  readonly value: string;
  readonly meaning: string;
}

/** The parts of a JSON Schema that matter here. */
interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly description?: string;
  readonly enum?: readonly unknown[];
}

const widestValue = 24;

/** The fields in the schema's order, with the values that a config gives them. */
export const configFields = (schema: object, config: unknown, path: Path = []): ConfigField[] =>
  Object.entries((schema as Node).properties ?? {}).flatMap(([key, node]) => {
    const inner = [...path, key];
    if (node.properties !== undefined) return configFields(node, config, inner);
    const text = flow(valueAt(config, inner)).replace(/^"([\w-]+)"$/, "$1");
    const choices = node.enum === undefined ? "" : ` (${node.enum.join(", ")})`;
    const meaning = `${node.description ?? ""}${choices}`.trim();
    // A long list goes below its heading, whole.
    return [
      text.length <= widestValue
        ? { path: inner.join("."), value: text, meaning }
        : { path: inner.join("."), value: "", meaning: `${text}: ${meaning}` },
    ];
  });
