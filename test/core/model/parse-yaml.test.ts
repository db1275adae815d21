import { describe, expect, it } from 'vitest';
import { readDefinitions } from '../../../core/model/read.ts';
import { withoutEnvironment } from '../../../core/model/wishes.ts';

/** Each of these ended the program or held it up for minutes; a folder that is only looked at is read so. */
const bombs: [string, string][] = [
  ['lists in lists', '['.repeat(20_000)],
  ['lists in lists, on lines', '- '.repeat(5000)],
  ['maps in maps', Array.from({ length: 1500 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
  ['keys in keys', '? '.repeat(5000)],
  ['variables that do not end', `projct: "${'${A:-'.repeat(20_000)}"`],
  ['itself', 'sources: &a\n  - *a\n'],
  [
    'ten billion',
    'a: &a [x,x,x,x,x,x,x,x,x,x]\n' +
      [...'bcdefghij'].map((c, i) => `${c}: &${c} [${Array(10).fill(`*${'abcdefghij'[i]}`).join(',')}]\n`).join('') +
      'sources: *j\n',
  ],
];

describe('an asof.yaml that is', () => {
  it.each(bombs)('%s is a problem, and no more', (_, text) => {
    const { problems } = readDefinitions(text, 'asof.yaml', withoutEnvironment(text));
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.every(({ code }) => code === 'definitions_invalid')).toBe(true);
  });

  it('as deep as definitions are is read', () => {
    const text = 'feature_views:\n  - name: a\n    features:\n      - {name: x, tags: {a: [b, [c, {d: [e]}]]}}\n';
    expect(
      readDefinitions(text, 'asof.yaml')
        .problems.map(({ title }) => title)
        .join(),
    ).not.toContain('too deep');
  });
});
