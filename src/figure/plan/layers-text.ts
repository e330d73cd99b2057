import { alignedRows } from "../../report/text/wrap.ts";
import { networkDescribed } from "../configs/description.ts";
import type { ResolvedConfig } from "../configs/resolved-config.ts";

/** The layers of the figures' networks with the shapes of their states, each network once; empty where none has one. */
export const layersText = (figures: readonly ResolvedConfig[], width: number): string => {
  const networks = new Map<string, string[]>();
  for (const { name, config } of figures) {
    const { network, layers } = networkDescribed(config);
    if (layers === null) continue;
    const text = `${network}\n${alignedRows(layers, width)}`;
    networks.set(text, [...(networks.get(text) ?? []), name]);
  }
  return [...networks].map(([text, names]) => `Layers of ${names.join(", ")}: ${text}`).join("\n\n");
};
