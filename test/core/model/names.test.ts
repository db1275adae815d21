import { describe, expect, it } from 'vitest';
import { formatFeatureRef, parseFeatureRef } from '../../../core/model/feature-ref.ts';
import { isPath, stem } from '../../../core/model/path.ts';

describe('parseFeatureRef', () => {
  it.each([
    ['stats:spend', 'stats', 'spend'],
    ['a:b:spend', 'a:b', 'spend'],
    ['stats:clicks/day', 'stats', 'clicks/day'],
    ['stats', 'stats', '*'],
    ['stats:*', 'stats', '*'],
    ['stats:', 'stats', '*'],
    ['my stats: total spend ', 'my stats', ' total spend '],
    ['data/stats.csv:spend', 'data/stats.csv', 'spend'],
    ['data/stats.csv', 'data/stats.csv', '*'],
    ['C:\\data\\stats.csv', 'C:\\data\\stats.csv', '*'],
    ['C:\\data\\stats.csv:spend', 'C:\\data\\stats.csv', 'spend'],
  ])('reads %s', (text, view, feature) => {
    expect(parseFeatureRef(text)).toEqual({ view, feature });
  });

  it('is undone by formatFeatureRef', () => {
    for (const text of ['stats:spend', 'a:b:spend', 'stats:*'])
      expect(formatFeatureRef(parseFeatureRef(text))).toBe(text);
  });
});

describe('the name of an unnamed file', () => {
  it.each([
    ['data/stats.parquet', 'stats'],
    ['stats.csv.gz', 'stats'],
    ['C:\\data\\customer stats.v2.csv', 'customer stats.v2'],
    ['data/stats-*.csv', 'stats'],
    ['data/customer_stats/*.parquet', 'customer_stats'],
    ['*.parquet', '*.parquet'],
    ['.hidden', 'hidden'],
  ])('of %s is %s', (path, name) => {
    expect(stem(path)).toBe(name);
  });

  it('is told from a definition by a folder, a wildcard or a data file’s ending', () => {
    for (const path of ['a/b', 'a\\b', '*.x', 'a.csv', 'A.PARQUET', 'a.jsonl.gz'])
      expect(isPath(path), path).toBe(true);
    for (const name of ['stats', 'stats_v1.2', 'my.table', 'csv']) expect(isPath(name), name).toBe(false);
  });
});
