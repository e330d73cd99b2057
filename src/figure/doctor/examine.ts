import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename, join } from "node:path";
import { packageRoot } from "../../package-root.ts";
import { alignedRows } from "../../report/text/wrap.ts";

/** One thing that the program needs, and whether it is there. */
export interface Finding {
  readonly subject: string;
  readonly sound: boolean;
  readonly detail: string;
}

/** Looks at everything that the program needs of this machine, whatever is missing. */
export const examine = async (): Promise<readonly Finding[]> => [
  await look("Node", node),
  await look("SIMD", simd),
  await look("memory", addressSpace),
  await look("engine", engine),
  await look("float64", () => product("float64")),
  await look("float32", () => product("float32")),
  await look("engines", engines),
  await look("dataset", dataset),
  await look("fonts", fonts),
];

/** What is missing, in a sentence; null when nothing is. */
export const missingText = (findings: readonly Finding[]): string | null => {
  const names = findings.filter(({ sound }) => !sound).map(({ subject }) => subject);
  return names.length === 0
    ? null
    : `${names.join(", ")}: the program can't work without; see what each line says`;
};

export const findingsText = (findings: readonly Finding[], width: number): string => {
  const rows = findings.flatMap(({ subject, sound, detail }) =>
    detail
      .split("\n")
      .map((line, at) => (at === 0 ? [sound ? "ok" : "MISSING", subject, line] : ["", "", line])),
  );
  return alignedRows(rows, width, "");
};

/** `check` returns what it found, and throws what is wrong. */
const look = async (subject: string, check: () => string | Promise<string>): Promise<Finding> => {
  try {
    return { subject, sound: true, detail: await check() };
  } catch (error) {
    return { subject, sound: false, detail: error instanceof Error ? error.message : String(error) };
  }
};

/** That it is new enough is known: `bin/ebm.js` starts nothing otherwise. */
const node = (): string => {
  const { engines } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as {
    engines: { node: string };
  };
  return `${process.versions.node} (needs ${engines.node}), ${availableParallelism()} cores available`;
};

/** The smallest module that uses a vector: `(module (func (result v128) (i32.const 0) (i8x16.splat)))`. */
const vectorModule = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0], // magic number, version 1
  ...[1, 5, 1, 96, 0, 1, 123], // types: () -> v128
  ...[3, 2, 1, 0], // functions: of the first type
  ...[10, 8, 1, 6, 0, 65, 0, 253, 15, 11], // code: i32.const 0, i8x16.splat, end
);

const simd = (): string => {
  try {
    new WebAssembly.Module(vectorModule);
  } catch {
    throw new Error("WebAssembly has no vector instructions here; use a Node and a processor that have them");
  }
  return "WebAssembly has vector instructions";
};

/** A limit is no fault: workers do without what it denies. */
const addressSpace = async (): Promise<string> => {
  const { addressSpaceLimit, hasAddressSpace, withoutGuards } = await import(
    "../../run/executor/address-space.ts"
  );
  const limit = addressSpaceLimit();
  const said =
    limit === null
      ? "no limit of the address space"
      : `address space limited to ${Math.round(limit / 2 ** 20)} MB (ulimit -v)`;
  if (hasAddressSpace()) return said;
  if (withoutGuards.length > 0)
    return `${said}, too little for WebAssembly's guard pages: workers run with ${withoutGuards[0]}, slower and with the same bits`;
  throw new Error(`${said}, too little for WebAssembly; raise it (ulimit -v unlimited), or use a newer Node`);
};

const engine = async (): Promise<string> => {
  const { digestOf, readIdentity } = await import("../../run/identity.ts");
  return `fingerprint ${digestOf(readIdentity())}`;
};

/** [1 2; 3 4] · [5 6; 7 8] = [19 22; 43 50], exactly in both precisions. */
const product = async (precision: "float64" | "float32"): Promise<string> => {
  const { createLinalg } = await import("../../linalg/linalg.ts");
  const { kernelBytes } = await import("../../bench/kernel-bytes.ts");
  const linalg = createLinalg(precision, kernelBytes(precision));
  const [left, right, out] = [linalg.matrix(2, 2), linalg.matrix(2, 2), linalg.matrix(2, 2)];
  linalg.values(left).set([1, 2, 3, 4]);
  linalg.values(right).set([5, 6, 7, 8]);
  linalg.accumulateProduct(left, linalg.pack(right), out);
  const found = linalg.values(out).join(" ");
  if (found === "19 22 43 50") return "a product of matrices is right";
  throw new Error(
    `expected 19 22 43 50 as a product of matrices, found ${found}; build again with \`npm run build\``,
  );
};

/** TensorFlow.js is a second engine: that a backend of it is missing is no fault. */
const engines = async (): Promise<string> => {
  const { engineLines, engineReport } = await import("./engine-report.ts");
  return engineLines(await engineReport()).join("\n");
};

const dataset = async (): Promise<string> => {
  const { verifyDataset } = await import("../../data/dataset.ts");
  const { findDataset } = await import("../../data/recognise.ts");
  const checksums = verifyDataset(null);
  return [
    "MNIST as published:",
    ...Object.entries(findDataset(null).paths).map(
      ([part, path]) => `${basename(path)}, MD5 ${checksums[part]}`,
    ),
  ].join("\n");
};

const fonts = async (): Promise<string> => {
  const { fontFiles, fontProblem } = await import("../../report/drawing/fonts.ts");
  const problem = fontProblem();
  if (problem !== null) throw new Error(problem);
  return fontFiles()
    .map((file) => basename(file))
    .join(", ");
};
