import { extname } from "node:path";

/** A file of a crate, by its path within it. */
export interface CrateFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
  readonly description: string;
}

/** One run that made files of the crate. */
export interface CrateRun {
  readonly name: string;
  readonly description: string;
  /** ISO 8601; null where nobody knows. */
  readonly started: string | null;
  readonly finished: string | null;
  /** Paths of what it was made from, and of what it made. */
  readonly from: readonly string[];
  readonly made: readonly string[];
}

export interface Crate {
  readonly name: string;
  readonly description: string;
  /** ISO 8601. */
  readonly published: string;
  readonly files: readonly CrateFile[];
  readonly runs: readonly CrateRun[];
  readonly software: {
    readonly version: string;
    readonly commit: string | null;
    readonly node: string | null;
  };
}

const formats: Readonly<Record<string, string>> = {
  ".csv": "text/csv",
  ".html": "text/html",
  ".json": "application/json",
  ".md": "text/markdown",
  ".parquet": "application/vnd.apache.parquet",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".yaml": "application/yaml",
};

export const crateFile = "ro-crate-metadata.json";

const reference = (id: string) => ({ "@id": id });

/**
 * The text of `ro-crate-metadata.json` (RO-Crate 1.1): the root, each file, the program, and each run as an action that
 * the program did. Paths are encoded as the specification has it for identifiers.
 */
export const crateMetadata = ({ name, description, published, files, runs, software }: Crate): string => {
  const program = "#ebm";
  const entities = [
    {
      "@id": crateFile,
      "@type": "CreativeWork",
      conformsTo: reference("https://w3id.org/ro/crate/1.1"),
      about: reference("./"),
    },
    {
      "@id": "./",
      "@type": "Dataset",
      name,
      description,
      datePublished: published,
      license: reference("https://spdx.org/licenses/MIT"),
      hasPart: files.map(({ path }) => reference(encodeURI(path))),
      mentions: runs.map((run) => reference(runId(run))),
    },
    {
      "@id": "https://spdx.org/licenses/MIT",
      "@type": "CreativeWork",
      name: "MIT License",
      description: "A short, permissive licence.",
    },
    ...files.map(({ path, size, sha256, description: text }) => ({
      "@id": encodeURI(path),
      "@type": "File",
      name: path,
      description: text,
      contentSize: String(size),
      encodingFormat: formats[extname(path)] ?? "application/octet-stream",
      sha256,
    })),
    {
      "@id": program,
      "@type": "SoftwareApplication",
      name: "ebm-lab",
      version: software.version,
      softwareVersion: software.commit === null ? software.version : `commit ${software.commit}`,
      softwareRequirements: software.node === null ? "Node" : `Node ${software.node}`,
    },
    ...runs.map((run) => ({
      "@id": runId(run),
      "@type": "CreateAction",
      name: run.name,
      description: run.description,
      instrument: reference(program),
      ...(run.started !== null && { startTime: run.started }),
      ...(run.finished !== null && { endTime: run.finished }),
      object: run.from.map((path) => reference(encodeURI(path))),
      result: run.made.map((path) => reference(encodeURI(path))),
    })),
  ];
  const crate = { "@context": "https://w3id.org/ro/crate/1.1/context", "@graph": entities };
  return `${JSON.stringify(crate, null, 2)}\n`;
};

const runId = ({ name }: CrateRun) => `#run-${encodeURI(name)}`;
