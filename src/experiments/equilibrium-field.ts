import * as fields from "../config/fields.ts";

/** The inference of an experiment whose question is about equilibria alone; `cost` and the sweeps of λ have Euler's steps too. */
export const equilibriumInference = (defaults: Partial<Omit<fields.Inference, "solver">> = {}) =>
  fields
    .inference({ ...defaults, solver: "equilibrium" }, ["equilibrium"])
    .describe("how the activities relax to their equilibrium");
