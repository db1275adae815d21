import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { shellWord } from '../../../core/text/shell-word.ts';

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
    'a\nb',
    '-n',
    '#',
  ])('gives %j to a shell as it is', (text) =>
    expect(execFileSync('sh', ['-c', `printf %s ${shellWord(text)}`], { encoding: 'utf8' })).toBe(text),
  );
});
