import type { Linalg, Matrix } from "../linalg/linalg.ts";
import type { Stream } from "../random/stream.ts";
import type { Network } from "./network.ts";
import { layoutOf, type Parameters, zeroParameters } from "./parameters.ts";

export type Initialisation = "pytorch-default" | "xavier-uniform";

/** Half-width of the uniform distributions of W_l and b_l. */
const bounds: Readonly<Record<Initialisation, (fanIn: number, fanOut: number) => [number, number]>> = {
  // torch.nn.Linear: kaiming_uniform with a = √5 is U(−1/√fan_in, 1/√fan_in), the biases likewise.
  "pytorch-default": (fanIn) => [1 / Math.sqrt(fanIn), 1 / Math.sqrt(fanIn)],
  // Glorot & Bengio 2010, Eq. 16; biases start at zero.
  "xavier-uniform": (fanIn, fanOut) => [Math.sqrt(6 / (fanIn + fanOut)), 0],
};

/** Fills `matrix` with draws from U(−bound, bound). */
const fillUniform = (linalg: Linalg, matrix: Matrix, bound: number, stream: Stream): void => {
  const values = linalg.values(matrix);
  for (let i = 0; i < values.length; i++) values[i] = (2 * stream.uniform() - 1) * bound;
};

/** Random parameters, layer by layer; the same stream gives the same float64 draws, rounded once for float32. */
export const initialise = (
  linalg: Linalg,
  network: Network,
  initialisation: Initialisation,
  stream: Stream,
): Parameters => {
  const parameters = zeroParameters(linalg, layoutOf(network));
  network.layers.forEach(({ incoming }, i) => {
    const { weights, bias } = parameters.layers[i]!;
    const fans = incoming.flatMap(({ map }) => map.weights ?? []);
    const boundsOf = ({ fanIn, fanOut }: { readonly fanIn: number; readonly fanOut: number }) =>
      bounds[initialisation](fanIn, fanOut);
    weights.forEach((matrix, k) => {
      const shape = incoming[k]!.map.weights;
      if (matrix !== null && shape !== null) fillUniform(linalg, matrix, boundsOf(shape)[0], stream);
    });
    // A layer's bias goes with its first weights.
    if (bias !== null && fans[0] !== undefined) fillUniform(linalg, bias, boundsOf(fans[0])[1], stream);
  });
  return parameters;
};
