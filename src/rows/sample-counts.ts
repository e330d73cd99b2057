/** The column that counts, in a row of a batch, the samples whose relaxations ended in one way: `samples_max_steps`. */
export const sampleCount = (outcome: string): string => `samples_${outcome.replaceAll("-", "_")}`;
