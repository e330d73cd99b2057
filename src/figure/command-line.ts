/** A command as it can be typed into a shell again. */
export function commandLine(argv: readonly string[]): string {
  return ["ebm", ...argv.map(quoted)].join(" ");
}

const quoted = (word: string) =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
