/** Where the section on the one formula stands. */
export interface FormulaState {
  readonly estimator: string;
  readonly seed: number;
  readonly image: number;
}

export const firstFormula: FormulaState = { estimator: "pc-nudge", seed: 0, image: 0 };

/** An estimator as the page offers it. */
export interface OfferedEstimator {
  readonly name: string;
  readonly label: string;
  /** Its energy, in words. */
  readonly energy: string;
  readonly dial: string;
  /** In words: `order 2`, `exact`. */
  readonly theory: string;
}
