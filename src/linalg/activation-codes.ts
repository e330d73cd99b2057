import type { Kernels } from "./kernels.ts";

const abilities = { inverse: 1, continuation: 2 } as const;

/**
 * The numbers under which the kernels know their activations, by name. Throws for a name that no kernel has, and where an
 * activation lacks what is asked of it: both are mistakes of the program, which knows what each supports (`network/activation.ts`).
 */
export const activationCodes = (
  kernels: Kernels,
  memory: WebAssembly.Memory,
): ((name: string, ability?: keyof typeof abilities) => number) => {
  const codes = new Map<string, number>();
  for (let code = 0; ; code++) {
    const at = kernels.activationName(code);
    if (at === 0) break;
    codes.set(readString(memory, at), code);
  }
  return (name, ability) => {
    const code = codes.get(name);
    if (code === undefined) throw new Error(`there is no kernel of the activation ${name}`);
    if (ability !== undefined && (kernels.activationAbilities(code) & abilities[ability]) === 0) {
      throw new Error(`${name} has no ${ability}`);
    }
    return code;
  };
};

/** A string of AssemblyScript: UTF-16, its length in bytes in the four bytes before. */
const readString = (memory: WebAssembly.Memory, at: number): string => {
  const view = new DataView(memory.buffer);
  const length = view.getUint32(at - 4, true) / 2;
  return String.fromCharCode(...Array.from({ length }, (_, k) => view.getUint16(at + 2 * k, true)));
};
