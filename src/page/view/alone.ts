// The laboratory in a page of its own.
import { startCopying, startTheme } from "../../report/page/browser/furniture.ts";
import "./main.ts";

startTheme(() => {});
startCopying();
