import { testClaims } from "./measured.ts";

testClaims("depth, width and alignment");
