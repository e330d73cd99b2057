import type { ForwardPass } from "../../network/feed-forward.ts";
import type { Problem } from "../problem.ts";
import type { BoundLocal } from "./definition.ts";

/** A problem whose feed-forward pass is known. */
export type LocalProblem = Problem & { readonly pass: ForwardPass };

/** A local energy whose errors can be found from what pulls. */
export type Settling = BoundLocal & Required<Pick<BoundLocal, "settle">>;
