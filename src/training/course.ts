import type { EnergyEngine, EnergyRecord, Problem } from "../energy/problem.ts";
import { answersFeedForward, type Bench, type Estimator } from "../gradient/estimator.ts";
import type { InferenceSettings } from "../inference/relax.ts";
import type { Linalg, LossKind, Matrix } from "../linalg/linalg.ts";
import { feedForward } from "../network/feed-forward.ts";
import type { Network } from "../network/network.ts";
import type { Parameters } from "../network/parameters.ts";
import type { Stream } from "../random/stream.ts";
import type { MomentumSettings } from "./momentum.ts";

/** Inputs [rows, n_0] and their targets [rows, n_L]. */
export interface Examples {
  readonly input: Matrix;
  readonly target: Matrix;
}

/** How long and in which portions a network is trained. */
export interface Schedule extends MomentumSettings {
  readonly batchSize: number;
  readonly epochs: number;
  /** Training examples an epoch. */
  readonly images: number;
  /** Test examples after each epoch. */
  readonly testImages: number;
}

/** A network, what teaches it, and what it learns from. */
export interface Course {
  readonly linalg: Linalg;
  readonly network: Network;
  /** Where it starts; training moves them in place. */
  readonly parameters: Parameters;
  readonly loss: LossKind;
  readonly engine: EnergyEngine | undefined;
  readonly estimator: Estimator;
  /** In place of the estimator's own. */
  readonly energy?: EnergyRecord | undefined;
  /** The value of the estimator's dial. */
  readonly dial: number;
  readonly inference: InferenceSettings;
  readonly schedule: Schedule;
  /** Of what the estimator draws at random. */
  readonly seed: number;
  /** Draws the order of the training examples. */
  readonly order: Stream;
  readonly trainingExamples: (numbers: Uint32Array) => Examples;
  readonly testExamples: (numbers: Uint32Array) => Examples;
  /** Whether the estimate of this batch, counted from 1, is compared with the true gradient of its own network. */
  readonly compares: (batch: number) => boolean;
}

/** Some examples as a problem for the network as it is, with its feed-forward pass where that is what it answers, or its free phase where that is known. */
export const benchOf = (course: Course, examples: Examples): Bench => {
  const { linalg, network, parameters, loss, engine, estimator, energy, inference, seed } = course;
  const problem: Problem = { network, parameters, loss, engine, ...examples };
  const bench = { linalg, problem, inference, energy, seed };
  if (!answersFeedForward(estimator, energy))
    return { ...bench, problem: { ...problem, free: energy?.free?.(linalg, problem) } };
  const pass = feedForward(linalg, network, parameters, examples.input);
  return { ...bench, problem: { ...problem, pass } };
};
