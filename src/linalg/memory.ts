import { exitCode, UserError } from "../errors.ts";

/** Whose memory a matrix lies in, and whether the scope that it was made in still runs. */
export interface Home {
  readonly stack: Stack;
  readonly alive: boolean;
}

/** A dense row-major matrix [rows, columns] in the engine's memory; `offset` is in bytes. */
export interface Matrix {
  readonly offset: number;
  readonly rows: number;
  readonly columns: number;
  readonly home: Home;
  /** Of one that does not change any more: where its non-zeros are listed, for all products with it. */
  readonly nonZeros?: NonZeros;
}

/** Where the lists of a matrix's non-zeros begin, in bytes: by rows, and, made when it is first asked for, by columns. */
export interface NonZeros {
  readonly byRows: number;
  readonly byColumns: () => number;
}

export type RealArray = Float64Array<ArrayBuffer> | Float32Array<ArrayBuffer>;

export type Precision = "float64" | "float32";

/** Reserved, not used: the operating system hands out pages when they are first written. */
export const usualReserve = 2 ** 31;
const pageBytes = 2 ** 16;

/** A stack of matrices in one WebAssembly memory that never moves, so a view stays valid for its scope. */
export interface Stack {
  readonly memory: WebAssembly.Memory;
  /** Fresh bytes above `floor`; throws when the reserved memory is full. */
  readonly allocate: (bytes: number) => number;
  /** Runs `body` and frees all that it allocated; what it returns must not refer to engine memory. */
  readonly scope: <T>(body: () => T) => T;
  readonly setFloor: (bytes: number) => void;
  /** That of what is allocated now. */
  readonly home: () => Home;
  /** Throws unless it lies in this memory and its scope still runs: a mistake of the program, never the user's. */
  readonly requireAlive: (home: Home) => void;
}

/** `reservedBytes` is a multiple of 64 KiB. */
export const createStack = (reservedBytes: number): Stack => {
  const pages = reservedBytes / pageBytes;
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  let top = 0;
  const allocate = (bytes: number): number => {
    const offset = Math.ceil(top / 64) * 64;
    if (offset + bytes > reservedBytes) {
      throw new UserError(
        exitCode.environment,
        `The engine's memory holds ${reservedBytes / 2 ** 20} MiB, and this computation asks for more. ` +
          "Use smaller layers, a smaller batch, or --precision float32.",
      );
    }
    top = offset + bytes;
    return offset;
  };
  const scope = <T>(body: () => T): T => {
    const [mark, outer] = [top, home];
    const inner = { stack, alive: true };
    home = inner;
    try {
      return body();
    } finally {
      inner.alive = false;
      [top, home] = [mark, outer];
    }
  };
  const setFloor = (bytes: number): void => {
    top = bytes;
  };
  const requireAlive = (given: Home): void => {
    if (given.stack !== stack) throw new Error("a matrix of another engine was handed to this one");
    if (!given.alive) throw new Error("a matrix was used after the end of its scope");
  };
  const stack: Stack = { memory, allocate, scope, setFloor, home: () => home, requireAlive };
  let home: Home = { stack, alive: true };
  return stack;
};
