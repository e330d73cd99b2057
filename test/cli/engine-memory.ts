type Descriptor = ConstructorParameters<typeof WebAssembly.Memory>[0];

/** Those of the engines, by their pages. */
const reserved = new Map<number, WebAssembly.Memory[]>();

/** An engine reserves all that it may ever use. Others grow, and a single page is a question whether there is address space. */
const isEngines = ({ initial, maximum }: Descriptor): boolean => initial === maximum && initial > 1;

/**
 * While `body` runs, its engines get the memories of those before: nobody may use these any more, and `body` leaves no engine that is
 * used later. Matrices start at zero all the same. For each 2 GiB that are reserved anew, V8 looks for garbage in all that the tests
 * have loaded.
 */
export const withMemoryUsedBefore = async <Result>(body: () => Promise<Result>): Promise<Result> => {
  const { Memory } = WebAssembly;
  const given = new Map<number, number>();
  const another = (descriptor: Descriptor): WebAssembly.Memory => {
    const { initial } = descriptor;
    if (!isEngines(descriptor)) return new Memory(descriptor);
    const at = given.get(initial) ?? 0;
    given.set(initial, at + 1);
    const known = reserved.get(initial) ?? [];
    reserved.set(initial, known);
    known[at] ??= new Memory(descriptor);
    return known[at];
  };
  WebAssembly.Memory = function memory(descriptor: Descriptor) {
    return another(descriptor);
  } as unknown as typeof Memory;
  try {
    return await body();
  } finally {
    WebAssembly.Memory = Memory;
  }
};
