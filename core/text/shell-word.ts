/** A text as one word for a POSIX shell: in quotes unless it has nothing that a shell could take for more. */
export function shellWord(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
