import { exitCode, UserError } from "../../errors.ts";

const mostMessages = 20;

/**
 * The results of all steps. If any of them throws a `UserError` (usage), the rest are tried all the same, and one
 * error has the messages of all of them, each once.
 */
export const collectErrors = <Item, Result>(
  items: Iterable<Item>,
  step: (item: Item) => Result,
): Result[] => {
  const messages = new Set<string>();
  const results: Result[] = [];
  for (const item of items) {
    try {
      results.push(step(item));
    } catch (error) {
      if (!(error instanceof UserError) || error.code !== exitCode.usage) throw error;
      for (const line of error.message.split("\n")) messages.add(line);
    }
  }
  if (messages.size === 0) return results;
  const shown = [...messages].slice(0, mostMessages);
  if (messages.size > mostMessages) shown.push(`… and ${messages.size - mostMessages} more`);
  throw new UserError(exitCode.usage, shown.join("\n"));
};
