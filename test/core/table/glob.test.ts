import { describe, expect, it } from 'vitest';
import { escapeGlob, globMatcher, globRoot, isDeep, isGlob } from '../../../core/table/glob.ts';

describe('a glob', () => {
  it.each<[string, string[], string[]]>([
    ['data/*.csv', ['data/a.csv', 'data/.csv'], ['data/a.csv.gz', 'data/b/a.csv', 'a.csv', 'data/acsv', 'Data/a.csv']],
    ['data/?.csv', ['data/a.csv', 'data/é.csv', 'data/🙂.csv'], ['data/ab.csv', 'data/.csv', 'data//.csv']],
    ['data/**/*.csv', ['data/a.csv', 'data/x/a.csv', 'data/x/y/a.csv'], ['datax/a.csv', 'x/data/a.csv']],
    ['data/**', ['data/a', 'data/x/y.csv'], ['data']],
    ['d[ab].csv', ['da.csv', 'db.csv'], ['dc.csv', 'dab.csv']],
    ['d[a-c].csv', ['db.csv'], ['dd.csv', 'd-.csv']],
    ['d[!a].csv', ['db.csv'], ['da.csv', 'd.csv']],
    ['a+(b)|c$^.{1}', ['a+(b)|c$^.{1}'], ['aab', 'a+(b)|c$^x{1}']],
    ['[[]x].csv', ['[x].csv'], ['x.csv', '[[]x].csv']],
  ])('%s matches what it says and nothing else', (pattern, matched, others) => {
    const matches = globMatcher(pattern);
    expect(matched.filter((path) => !matches(path))).toEqual([]);
    expect(others.filter(matches)).toEqual([]);
  });

  it('is told from a path', () => {
    expect(['a*', 'a?', 'a[b]', 'x/*/y'].every(isGlob)).toBe(true);
    expect(['a', 'a/b.csv', 'a{b}', 'a]', 'a!'].some(isGlob)).toBe(false);
  });

  it('has a folder that it cannot leave', () => {
    expect(
      ['data/*.csv', 'a/b/c?/d', '/a/*', '/*', '*.csv', 'a.csv', '/a/b.csv', 'a/**/b'].map((glob) => globRoot(glob)),
    ).toEqual(['data', 'a/b', '/a', '/', '.', '.', '/a', 'a']);
  });

  it('looks below that folder only where it has to', () => {
    expect(['data/*/a.csv', 'data/**', 'a/**/b'].map(isDeep)).toEqual([true, false, true]);
    expect(['data/*.csv', '/data/*.csv', '*.csv'].some(isDeep)).toBe(false);
  });

  it('that is an escaped path matches that path alone', () => {
    for (const path of ['a*b', 'a?b', 'a[1]b', '[!x]', 'x[', 'plain.csv']) {
      const matches = globMatcher(escapeGlob(path));
      expect([matches(path), matches('axb'), matches('a1b')], path).toEqual([true, false, false]);
    }
  });
});
