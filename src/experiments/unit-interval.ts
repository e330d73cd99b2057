import { expectation } from "../config/catalogue.ts";
import { lambdaList } from "../config/lists.ts";

/** A list or grid of numbers in (0, 1]: the dials of the infinitesimal inference limit, λ, γ and κ. */
export const unitInterval = (description: string) =>
  lambdaList
    .superRefine((values, context) => {
      const outside = values.find((value) => !(value > 0 && value <= 1));
      if (outside === undefined) return;
      const message = expectation("numbers above 0 and up to 1", outside, "write for example 1e-6..1");
      context.addIssue({ code: "custom", message });
    })
    .meta({ description, examples: ["1e-6..1", [0.01, 0.1, 1]] });
