/** Node's own import, with nothing before its loader: `loading.ts` takes it from the built program, as it does the hooks. */
export const importModule = (url: string): Promise<Readonly<Record<string, unknown>>> => import(url);
