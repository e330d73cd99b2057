/** A command as it can be typed into a shell again. */
export const commandLine = (argv: readonly string[]): string => ["ebm", ...argv.map(quoted)].join(" ");

const quoted = (word: string) =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
