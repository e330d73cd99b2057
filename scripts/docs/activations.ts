import { type Activation, activations } from "../../src/network/activation.ts";

const between = /(<!-- activations -->\n).*?(<!-- \/activations -->)/s;

const rowOf = ([name, { kink, smoothness, holomorphic, inverse, bounds }]: [string, Activation]): string => {
  const derivatives = smoothness === "all" ? "all" : String(smoothness);
  const slopes = kink === null ? "" : `slopes ${kink.join(" and ")}`;
  const cells = [`\`${name}\``, slopes, derivatives, holomorphic ? "yes" : "", inverse ? "yes" : ""];
  return `| ${[...cells, bounds.slope].join(" | ")} |`;
};

/** The page with its table of activations as the registry has them; a page without one as it is. */
export const withActivations = (page: string): string => {
  const table = [
    "| `activation` | kink at 0 | continuous derivatives | holomorphic | inverse | largest slope |",
    "|---|---|---|---|---|---|",
    ...Object.entries<Activation>(activations).map(rowOf),
  ];
  return page.replace(between, `$1${table.join("\n")}\n$2`);
};
