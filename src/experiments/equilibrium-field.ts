import { expectation } from "../config/catalogue.ts";
import * as fields from "../config/fields.ts";

/** The inference of an experiment whose question is about equilibria alone. */
export const equilibriumInference = (defaults: Partial<Omit<fields.Inference, "solver">> = {}) =>
  fields
    .inference({ ...defaults, solver: "equilibrium" })
    .refine(({ solver }) => solver === "equilibrium", {
      path: ["solver"],
      error: () =>
        expectation(
          "the solver equilibrium (this experiment compares states at rest)",
          "euler",
          "leave it out",
        ),
    })
    .describe("how the activities relax to their equilibrium");
