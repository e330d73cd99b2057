import { type ChainDescription, chain, type Network } from "./network.ts";

/** A network as a config writes it, in plain JSON. */
export type NetworkDescription = ChainDescription;

/** The network of a description. */
export const networkOf = (description: NetworkDescription): Network => chain(description);
