/** What a terminal may act on when it is pasted, or show as something else: control characters, marks of direction, line separators. */
const hidden = /[\p{C}\p{Zl}\p{Zp}]/u;

/**
 * A text as one word for a shell: in quotes unless it has nothing that a shell could take for more, and in those that
 * bash, zsh and ksh know (`$'\x03'`) where a character is not to be seen.
 */
export function shellWord(text: string): string {
  if (/^[\w./-]+$/.test(text)) return text;
  if (!hidden.test(text)) return `'${text.replaceAll("'", "'\\''")}'`;
  const escaped = text
    .replaceAll(/\p{Cs}/gu, '\ufffd')
    .replaceAll(/[\\']|[\p{C}\p{Zl}\p{Zp}]/gu, (one) =>
      hidden.test(one) ? encodeURIComponent(one).replaceAll('%', '\\x') : `\\${one}`,
    );
  return `$'${escaped}'`;
}
