import { openLaboratory } from "../../bench/open-laboratory.ts";

/** What the small networks of the claims live in: each process that measures has one. */
export const laboratory = openLaboratory();
