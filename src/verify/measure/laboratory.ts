import { openLaboratory } from "../../bench/open-laboratory.ts";

/** One per process: what the small networks of the claims live in. It opens nothing but the two engines, whose memory all claims share. */
export const laboratory = openLaboratory();
