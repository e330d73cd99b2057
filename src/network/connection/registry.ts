import { averagePooling } from "./average-pooling.ts";
import { convolution } from "./convolution.ts";
import { dense } from "./dense.ts";
import { identity } from "./identity.ts";
import type { ConnectionKind } from "./kind.ts";

/** The kinds of connections. To add one: write its file, and a line here. */
export const connectionKinds = [dense, convolution, averagePooling, identity] as const;

/** The kind of that name; undefined for another. */
export const connectionKindNamed = (name: string): ConnectionKind | undefined =>
  connectionKinds.find((kind) => kind.name === name);
