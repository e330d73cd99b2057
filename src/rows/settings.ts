/** Plain JSON: everything that determines a cell's numbers, and nothing else. */
export type Settings = { readonly [key: string]: Json };
export type Json = null | boolean | number | string | readonly Json[] | Settings;
