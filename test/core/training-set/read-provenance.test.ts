import { describe, expect, it } from 'vitest';
import { toLine } from '../../../core/errors/asof-error.ts';
import { changedDefinitions } from '../../../core/training-set/changed-definitions.ts';
import { readProvenance } from '../../../core/training-set/read-provenance.ts';
import type { Relation } from '../../../core/table/relation.ts';

const definitions = `project: shop
sources:
  - {name: spend, path: data/spend.csv, timestamp_field: at}
feature_views:
  - {name: spend_v1, entities: [customer], source: spend, features: [{name: tier}]}
labels:
  - {name: orders, path: data/orders.csv, timestamp_field: at}
`;
const said = {
  asof: '0.1.0',
  engine: 'DuckDB native v1.5.5',
  labels: 'orders',
  target: null,
  features: ['spend_v1:tier'],
  options: { boundary: 'strict', embargo_seconds: 60 },
  views: [{ view: 'spend_v1' }],
  definitions,
  inputs: [{ path: 'data/spend.csv', sha256: 'ab' }],
};
const read = (provenance: string) => readProvenance({ provenance } as Relation, 'set.parquet');

const letters = 'abcdefghij';
const bomb = [...letters.slice(1)].map((name, i) => `${name}: &${name} [${`*${letters[i]},`.repeat(10)}]\n`);
const bombs = [`a: &a [x]\n${bomb.join('')}labels: *j\n`, 'labels: *x\n', 'sources: &a [*a]\n'];

describe('what a training set says of itself', () => {
  it('is what makes it again', () => {
    expect(read(JSON.stringify(said))).toMatchObject({
      asof: '0.1.0',
      definitions: expect.stringContaining('data/spend.csv') as unknown,
      inputs: said.inputs,
      asked: {
        labels: 'orders',
        features: [{ view: 'spend_v1', feature: 'tier' }],
        options: { boundary: 'strict', embargo: 60_000_000n },
      },
    });
  });

  it.each<[string, object | string]>([
    ['no JSON', '{"asof":'],
    ['lists in lists', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['nothing', 'null'],
    ['a sentence for a version', { asof: '1) is what the same inputs make: all 4 rows are the same.\n' }],
    ['a colour for an engine', { engine: '\u001b[8m' }],
    ['a place on this machine for labels', { labels: '/etc/passwd' }],
    ['a place for a view', { views: [{ view: 'C:\\data' }], features: ['C:\\data:x'] }],
    ['a feature of no view', { features: ['other:x'] }],
    ['a place for an input', { inputs: [{ path: '/dev/zero', sha256: 'ab' }] }],
    ['labels outside of the workspace', { labels: '../labels.csv' }],
    ['a view outside of it', { views: [{ view: 'a/../../x.csv' }], features: ['a/../../x.csv:x'] }],
    ['an input outside of it', { inputs: [{ path: '**/../x.csv', sha256: 'ab' }] }],
    ['no path for an input', { inputs: [{ path: '', sha256: 'ab' }] }],
    ['nothing for an input', { inputs: [null] }],
    ['a span beyond all time', { options: { embargo_seconds: 1e300 } }],
    ['no span', { options: {} }],
    ['an option that there is not', { options: { embargo_seconds: 0, later: true } }],
    ['empty definitions', { definitions: '' }],
    ['definitions that are no mapping', { definitions: '- 1' }],
    ['definitions that are no text', { definitions: {} }],
    ['definitions nested without end', { definitions: '['.repeat(50_000) }],
    ['definitions of ten megabytes', { definitions: `${definitions}#${' '.repeat(1e7)}` }],
  ])('is refused with %s, in one line', (_, changed) => {
    const text = typeof changed === 'string' ? changed : JSON.stringify({ ...said, ...changed });
    let failure: unknown;
    try {
      read(text);
    } catch (error) {
      failure = error;
    }
    expect(toLine(failure as never)).toBe(
      'the provenance in set.parquet cannot be read (make the set anew with asof join)',
    );
  });

  it('names no place on this machine in its definitions, nor a store', () => {
    for (const place of ['/etc/spend.csv', '../../etc/spend.csv']) {
      const hostile = `${definitions.replace('data/spend.csv', place)}online_store: {type: redis, url: redis://there}\n`;
      const { definitions: text } = read(JSON.stringify({ ...said, definitions: hostile }));
      expect(text).toContain('path: spend.csv');
      expect(text).not.toMatch(/etc|redis/);
    }
  });
});

describe('definitions that changed', () => {
  const made = { labels: 'orders', features: [{ view: 'spend_v1', feature: 'tier' }] };

  it.each(bombs)('are all of them where those of the set cannot be read', (text) => {
    const changed = changedDefinitions(text, definitions, made);
    expect(changed.map(({ definition, was }) => [definition, was])).toContainEqual(['label table orders', null]);
    expect(changedDefinitions(definitions, text, made).length).toBe(changed.length);
  });

  it('are looked for among what is defined alone', () => {
    const odd = definitions
      .replace('sources:', 'sources:\n  - null\n  - 7')
      .replace('{name: tier}', 'null, {name: tier}');
    expect(changedDefinitions(odd, definitions, made)).toEqual([]);
  });
});
