import type { Linalg, Matrix } from "../linalg/linalg.ts";
import { normalDraws } from "../random/normal.ts";
import type { Stream } from "../random/stream.ts";
import type { Network } from "./network.ts";
import { layoutOf, type Parameters, zeroParameters } from "./parameters.ts";

interface Distribution {
  readonly shape: "uniform" | "normal";
  /** Of the weights and of the bias, given fan-in and fan-out: half-width of a uniform one, sd of a normal one. */
  readonly sizes: (fanIn: number, fanOut: number) => readonly [number, number];
}

const distributions = {
  // torch.nn.Linear: kaiming_uniform with a = √5 is U(−1/√fan_in, 1/√fan_in), the biases likewise.
  "pytorch-default": { shape: "uniform", sizes: (fanIn) => [1 / Math.sqrt(fanIn), 1 / Math.sqrt(fanIn)] },
  // Glorot & Bengio 2010, Eq. 16; biases start at zero.
  "xavier-uniform": { shape: "uniform", sizes: (fanIn, fanOut) => [Math.sqrt(6 / (fanIn + fanOut)), 0] },
  // He et al. 2015, Eq. 10; biases start at zero.
  "he-normal": { shape: "normal", sizes: (fanIn) => [Math.sqrt(2 / fanIn), 0] },
  // What the parameterisations ntp and mup ask for: their scales see to the size.
  normal: { shape: "normal", sizes: () => [1, 0] },
} as const satisfies Readonly<Record<string, Distribution>>;

export type Initialisation = keyof typeof distributions;

/** The names, for configs. */
export const initialisations = Object.keys(distributions) as [Initialisation, ...Initialisation[]];

/** Random parameters, layer by layer; the same stream gives the same float64 draws, rounded once for float32. */
export const initialise = (
  linalg: Linalg,
  network: Network,
  initialisation: Initialisation,
  stream: Stream,
): Parameters => {
  const parameters = zeroParameters(linalg, layoutOf(network));
  const { shape, sizes }: Distribution = distributions[initialisation];
  const normal = normalDraws(stream);
  const draw = shape === "uniform" ? () => 2 * stream.uniform() - 1 : normal;
  const fill = (matrix: Matrix, size: number): void => {
    const values = linalg.values(matrix);
    for (let i = 0; i < values.length; i++) values[i] = draw() * size;
  };
  network.layers.forEach(({ incoming }, i) => {
    const { weights, bias } = parameters.layers[i]!;
    const fans = incoming.flatMap(({ map }) => map.weights ?? []);
    weights.forEach((matrix, k) => {
      const fan = incoming[k]!.map.weights;
      if (matrix !== null && fan !== null) fill(matrix, sizes(fan.fanIn, fan.fanOut)[0]);
    });
    // A layer's bias goes with its first weights.
    if (bias !== null && fans[0] !== undefined) fill(bias, sizes(fans[0].fanIn, fans[0].fanOut)[1]);
  });
  return parameters;
};
