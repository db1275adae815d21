import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { shellWord } from '../../../core/text/shell-word.ts';

const said = (shell: string, text: string) => execFileSync(shell, ['-c', `printf %s ${shellWord(text)}`]).toString();

describe('shellWord', () => {
  it.each([
    'plain-1.2/x',
    '',
    'a b',
    "it's",
    '$(touch evil)',
    '`id`',
    'a;b',
    '"',
    '\\',
    '*',
    '~',
    '!x',
    '-n',
    '#',
    'grün ключ 鍵 🙂',
  ])('gives %j to a shell as it is', (text) => expect(said('sh', text)).toBe(text));

  it.each([
    'a\nb',
    '\u0003\nid\n',
    '\u001b[31mred\u0085\u009b31m',
    "\u202eevil' \\x41\u2066\u2028end",
    '\u0007abcdef0',
  ])('gives %j to bash as it is, and a terminal nothing that it acts on or hides', (text) => {
    expect(said('bash', text)).toBe(text);
    expect(shellWord(text)).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
  });
});
