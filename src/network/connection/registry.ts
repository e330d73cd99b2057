import type { Shape } from "../shape.ts";
import { averagePooling } from "./average-pooling.ts";
import { convolution } from "./convolution.ts";
import { dense } from "./dense.ts";
import { identity } from "./identity.ts";
import type { LinearMap } from "./kind.ts";

/** The kinds of connections. To add one: write its file, and a line here. */
export const connectionKinds = [dense, convolution, averagePooling, identity] as const;

/** The map that a connection's settings describe, from a layer of that shape; or why there is none. */
export const mapOf = (settings: { readonly kind: string }, source: Shape): LinearMap | string => {
  const kind = connectionKinds.find(({ name }) => name === settings.kind);
  if (kind === undefined) throw new Error(`no kind of connection is called ${settings.kind}`);
  return kind.map(settings, source);
};
