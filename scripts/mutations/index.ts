import { audit, custom } from "./audit.ts";
import { bench } from "./bench.ts";
import { data } from "./data.ts";
import { energy } from "./energy.ts";
import { experiments } from "./experiments.ts";
import { gradient } from "./gradient.ts";
import { inference } from "./inference.ts";
import { linalg } from "./linalg.ts";
import type { Mutation } from "./mutation.ts";
import { network } from "./network.ts";
import { random } from "./random.ts";
import { statistics } from "./statistics.ts";
import { training } from "./training.ts";

/** Mistakes in the numerics, each of which the tests must notice; one file a room of `src`. */
export const mutations: readonly Mutation[] = [
  ...random,
  ...linalg,
  ...network,
  ...energy,
  ...inference,
  ...gradient,
  ...training,
  ...statistics,
  ...data,
  ...bench,
  ...experiments,
  ...audit,
  ...custom,
];
