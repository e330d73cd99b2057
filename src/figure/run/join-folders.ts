import { existsSync } from "node:fs";
import { exitCode, UserError } from "../../errors.ts";
import { assertWritable } from "../../report/result/result-folder.ts";
import { mergeStores } from "../../run/merge.ts";
import { openStore, prepareStore } from "../../run/store/store.ts";
import { countText } from "../../sweep/wording.ts";

const mostShown = 10;

/** Joins the cells of results folders into another one, and says in words what came together and what disagrees. */
export const joinFolders = (
  folders: readonly string[],
  into: string,
): { readonly lines: readonly string[]; readonly agree: boolean } => {
  const stores = folders.map(openedStore);
  assertWritable(into);
  const target = openStore(into);
  prepareStore(target);
  const { copied, same, different, damaged } = mergeStores(stores, target);
  const lines = [
    `${countText(copied, "cell")} joined into ${into}, ${same} there already with the same numbers`,
    ...damaged.map((path) => `damaged, left out: ${path}`),
    ...different
      .slice(0, mostShown)
      .map(({ key, settings, from }) => `different in ${from}: ${key} ${JSON.stringify(settings)}`),
    ...(different.length > 0
      ? [
          `${countText(different.length, "cell")} with the same settings and other numbers: one of the programs or machines is wrong; what was there first stays`,
        ]
      : []),
  ];
  return { lines, agree: different.length === 0 };
};

const openedStore = (folder: string) => {
  const store = openStore(folder);
  if (existsSync(store.folder)) return store;
  throw new UserError(
    exitCode.usage,
    `expected a folder with results of ebm, found ${folder} without its .cells; name what was given to --out`,
  );
};
