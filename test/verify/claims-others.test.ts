import { testClaims } from "./measured.ts";

testClaims("all others");
