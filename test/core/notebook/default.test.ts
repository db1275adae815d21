import { describe, expect, it } from 'vitest';
import { defaultCells, firstQuestion, newQuestion, type NotebookTables } from '../../../core/notebook/default.ts';

const columns = (...names: string[]) => names.map((name) => ({ name }));
const stats = {
  name: 'stats',
  problem: null,
  columns: [],
  keys: ['id'],
  features: columns('spend'),
  availableAt: null,
};
const tables = (online: boolean, ...labels: string[]): NotebookTables => ({
  labels: labels.map((name) => ({
    name,
    problem: null,
    columns: columns('id', 'at', ...(name === 'served' ? ['stats__spend'] : [])),
  })),
  views: [{ ...stats, online }],
  services: [],
});
const kinds = (of: NotebookTables, naive = null) => defaultCells(of, firstQuestion(of, naive)).map(({ kind }) => kind);

describe('the notebook of a workspace that has none', () => {
  it.each([
    ['labels and a view', tables(false, 'churn'), 'data, leakage, training-set'],
    ['a view that is online', tables(true, 'churn'), 'data, leakage, training-set, materialize, lookup, skew'],
    ['labels, and a log of what was served', tables(false, 'churn', 'served'), 'data, leakage, training-set, skew'],
    ['a log of what was served alone', tables(true, 'served'), 'skew, data, materialize, lookup'],
    ['a view that is online, and no labels', tables(true), 'materialize, lookup, skew'],
    ['nothing that can be used', tables(false), ''],
  ])('is of %s', (_, of, expected) => {
    expect(kinds(of).join(', ')).toBe(expected);
  });

  it('asks of a store what is online, and of a log where that alone has what was served', () => {
    const skewOf = (of: NotebookTables) => newQuestion('skew', of, firstQuestion(of, null));
    expect(skewOf(tables(true, 'churn', 'served'))).toMatchObject({ log: null, sample: 10_000 });
    expect(skewOf(tables(false, 'churn', 'served'))).toMatchObject({ log: 'served' });
    expect(skewOf(tables(true, 'served'))).toMatchObject({ log: 'served' });
  });

  it('asks each cell what its kind asks, and nothing more', () => {
    const of = tables(true, 'churn');
    const asked = { ...firstQuestion(of, 'nearest')!, target: 'churned', options: { ttl: false } };
    const features = [{ view: 'stats', feature: 'spend' }];
    const { options, target } = asked;
    expect(defaultCells(of, asked).slice(0, 4)).toEqual([
      { kind: 'data', question: { labels: 'churn', features } },
      { kind: 'leakage', question: { labels: 'churn', features, naive: 'nearest', options, target } },
      { kind: 'training-set', question: { labels: 'churn', features, options, target } },
      { kind: 'materialize', question: {} },
    ]);
  });
});
