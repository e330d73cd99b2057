import type { AnyWork } from "../bench/work.ts";
import { works as experiments } from "../experiments/works.ts";
import { claimWork } from "./claim-work.ts";
import { claims } from "./registry.ts";

/** What a worker that verifies can compute: the claims, and what the experiments do, whose cells some claims read. */
export const works: readonly AnyWork[] = [...experiments, claimWork(claims)];
