import { testClaims } from "./measured.ts";

testClaims("predictive coding");
