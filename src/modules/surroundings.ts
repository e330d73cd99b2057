/** What says other things on other machines, or brings code and data that nobody has seen. */
const guarded: readonly (readonly [object, string, readonly string[]])[] = [
  [process, "process", ["env", "argv", "getBuiltinModule", "binding", "dlopen"]],
  [globalThis, "", ["fetch", "WebSocket", "EventSource"]],
];

/**
 * Refuses these to the modules that a user wrote, and leaves them to everybody else. Who asks is seen in the innermost
 * frame of the stack.
 */
export const guardSurroundings = (): void => {
  for (const [owner, prefix, names] of guarded) {
    for (const name of names) guard(owner, name, prefix === "" ? name : `${prefix}.${name}`);
  }
};

const guard = (owner: object, name: string, shown: string): void => {
  const found = Object.getOwnPropertyDescriptor(owner, name);
  if (found === undefined || found.configurable === false) return;
  let value: unknown = Reflect.get(owner, name);
  Object.defineProperty(owner, name, {
    configurable: true,
    enumerable: found.enumerable ?? false,
    get: () => {
      if (askedByCustom())
        throw new Error(`it uses ${shown}, which no cell's identity knows of; take it from the config`);
      return value;
    },
    set: (next: unknown) => {
      value = next;
    },
  });
};

/** Frames are read as they are: a program may have its own way to write a stack, and reads `process.env` at every turn. */
const askedByCustom = (): boolean => {
  const { stackTraceLimit, prepareStackTrace } = Error;
  Error.stackTraceLimit = 3;
  Error.prepareStackTrace = (_, [, , asking]) => String(asking);
  const { stack = "" } = new Error("who asks");
  Error.stackTraceLimit = stackTraceLimit;
  Error.prepareStackTrace = prepareStackTrace;
  return /[?&]ebm-custom=\d/.test(stack);
};
