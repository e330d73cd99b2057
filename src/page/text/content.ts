import type { Verdict } from "../../report/page/content.ts";
import type { Templates } from "../protocol.ts";
import type { OfferedEstimator } from "../state/formula.ts";

/** What a laboratory is made of, besides its own words and scripts. */
export interface LaboratoryContent {
  readonly digits: { readonly labels: readonly number[]; readonly pixels: Uint8Array };
  readonly templates: Templates;
  readonly estimators: readonly OfferedEstimator[];
  /** The fragment that the page starts with; empty for its beginning. */
  readonly start: string;
  /** Those of `ebm verify`, where it has run. */
  readonly verdicts: readonly Verdict[];
}
