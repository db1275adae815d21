import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Definitions } from '../../../core/model/definitions.ts';
import type { FeatureView } from '../../../core/model/views/feature-view.ts';
import { readDefinitions } from '../../../core/model/read.ts';
import { newDefinitions, putDefinition, setTtl } from '../../../core/model/write.ts';
import { parseDuration } from '../../../core/time/duration.ts';

const text = `# The churn model.
project:   churn

entities:
- name: customer   # who pays
  join_keys:
    - customer_id

feature_views:   # everything we know
    # the main one
    - name: "stats_v1"
      entities: [ customer ]
      source: data/stats.csv   # one file
      owner: 'growth'

    - {name: support_v1, entities: [customer], source: "\${DATA}/s.csv", tags: {a: b}} # small

# moments to predict at
labels: []
`;

/** The lines of a text that another has not, and the other way round. */
function changed(before: string, after: string): { gone: string[]; come: string[] } {
  const [a, b] = [before.split('\n'), after.split('\n')];
  return { gone: a.filter((line) => !b.includes(line)), come: b.filter((line) => !a.includes(line)) };
}

const view = (definition: Partial<FeatureView>): FeatureView => ({
  name: 'stats_v1',
  entities: ['customer'],
  source: 'data/stats.csv',
  ttl: null,
  online: true,
  features: null,
  owner: 'growth',
  ...definition,
});

describe('setTtl', () => {
  it('writes one line behind the source and leaves every other byte alone', () => {
    expect(setTtl(text, 'stats_v1', parseDuration('30d'))).toBe(
      text.replace('# one file\n', '# one file\n      ttl: 30d\n'),
    );
  });

  it('works in a mapping on one line', () => {
    expect(setTtl(text, 'support_v1', parseDuration('12h'))).toBe(text.replace('/s.csv"', '/s.csv", ttl: 12h'));
  });

  it('changes only the value where there is one, and takes it away', () => {
    const with30 = setTtl(text, 'stats_v1', parseDuration('30d')).replace('ttl: 30d', 'ttl:   30d   # a month');
    const with7 = setTtl(with30, 'stats_v1', parseDuration('7d'));
    expect(changed(with30, with7)).toEqual({
      gone: ['      ttl:   30d   # a month'],
      come: ['      ttl: 7d   # a month'],
    });
    expect(setTtl(with7, 'stats_v1', null)).toBe(text);
    expect(setTtl(text, 'stats_v1', null)).toBe(text);
    expect(setTtl(setTtl(text, 'support_v1', parseDuration('1d')), 'support_v1', null)).toBe(text);
  });

  it('keeps the line ends of Windows', () => {
    const windows = text.replaceAll('\n', '\r\n');
    const edited = setTtl(windows, 'stats_v1', parseDuration('30d'));
    expect(edited).toBe(setTtl(text, 'stats_v1', parseDuration('30d')).replaceAll('\n', '\r\n'));
  });

  it('says when there is no such view', () => {
    expect(() => setTtl(text, 'nope', null)).toThrow('there is no feature view called "nope"');
  });
});

describe('putDefinition', () => {
  it('adds a definition behind the others, indented as they are', () => {
    const edited = putDefinition(
      text,
      'feature_views',
      view({ name: 'new: one', ttl: parseDuration('1d'), features: [{ name: 'a', default: 0 }, { name: 'b' }] }),
    );
    expect(changed(text, edited)).toEqual({
      gone: [],
      come: [
        '    - name: "new: one"',
        '      entities: [customer]',
        '      source: data/stats.csv',
        '      ttl: 1d',
        '      features:',
        '        - {name: a, default: 0}',
        '        - {name: b}',
        '      owner: growth',
      ],
    });
    expect(readDefinitions(edited, 'asof.yaml', { DATA: 'd' }).problems).toEqual([]);
    expect(edited.indexOf('new: one')).toBeLessThan(edited.indexOf('# moments to predict at'));
  });

  it('fills an empty list and adds a section that is not there', () => {
    const labels = { name: 'l', path: 'l.csv', entities: ['customer'], timestampField: 'ts' };
    const source = { name: 's', path: 's.csv', timestampField: 'ts', fieldMapping: { 'a, b': 'c' } };
    const edited = putDefinition(putDefinition(text, 'labels', labels), 'sources', source);
    expect(edited)
      .toBe(`${text.replace('labels: []\n', 'labels:\n  - name: l\n    path: l.csv\n    entities: [customer]\n    timestamp_field: ts\n')}sources:
  - name: s
    path: s.csv
    timestamp_field: ts
    field_mapping: {"a, b": c}
`);
    expect(putDefinition('labels:\n', 'labels', labels)).toMatch(/^labels:\n {2}- name: l\n/);
    expect(putDefinition('labels: [{name: a}]', 'labels', labels)).toBe(
      'labels: [{name: a}, {name: l, path: l.csv, entities: [customer], timestamp_field: ts}]',
    );
    expect(putDefinition('project: x\nlabels:\n  - name: a', 'labels', labels)).toContain('  - name: a\n  - name: l\n');
    expect(putDefinition('', 'labels', labels)).toMatch(/^labels:\n/);
  });

  it('changes only the fields that differ of the one with that name', () => {
    const edited = putDefinition(text, 'feature_views', view({ owner: 'risk', online: false, description: 'a\nb' }));
    expect(changed(text, edited)).toEqual({
      gone: ["      owner: 'growth'"],
      come: ['      online: false', '      description: "a\\nb"', '      owner: risk'],
    });
    expect(putDefinition(text, 'feature_views', view({}))).toBe(text);
    const hours = setTtl(text, 'stats_v1', parseDuration('2d')).replace('ttl: 2d', 'ttl: 48h\n      online: true');
    expect(putDefinition(hours, 'feature_views', view({ ttl: parseDuration('2d') }))).toBe(hours);
    expect(changed(text, putDefinition(text, 'feature_views', view({ owner: undefined }))).gone).toEqual([
      "      owner: 'growth'",
    ]);
  });

  it('leaves a value with an environment variable as it is written', () => {
    const { definitions } = readDefinitions(text, 'asof.yaml', { DATA: '/d' });
    const support = definitions.featureViews.find((one) => one.name === 'support_v1')!;
    expect(support.source).toBe('/d/s.csv');
    const edited = putDefinition(text, 'feature_views', { ...support, tags: { a: 'c' } }, { DATA: '/d' });
    expect(edited).toBe(text.replace('{a: b}', '{a: c}'));
  });
});

describe('newDefinitions', () => {
  // U+FFFD is what a byte that is not UTF-8 is read as, so the reader refuses it (test/core/model/read.test.ts).
  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((s) => !/\0|\uFFFD|\$\{/.test(s));
  const distinct = fc.uniqueArray(name, { minLength: 1, maxLength: 4, selector: (s) => s.toLowerCase() });
  const definitions: fc.Arbitrary<Definitions> = fc
    .record({ project: name, names: distinct, columns: distinct, path: name, days: fc.integer({ min: 1, max: 900 }) })
    .map(({ project, names, columns, path, days }) => ({
      project,
      entities: names.map((one) => ({ name: one, joinKeys: columns, description: path })),
      sources: names.map((one) => ({
        name: one,
        path,
        timestampField: columns[0]!,
        timestampUnit: 'ms',
        fieldMapping: { [path]: one },
      })),
      featureViews: names.map((one) => ({
        name: one,
        entities: names,
        source: one,
        ttl: parseDuration(`${days}d`),
        online: days % 2 === 0,
        features: columns.map((column) => ({ name: column, dtype: 'Int64', default: path })),
        tags: { [path]: one },
        freshness: { maxStaleness: parseDuration('1h')! },
      })),
      // What has a colon or a quote in it, a reference to a feature cannot name whatever it is.
      onDemandViews: (/[:"*]/.test([...names, ...columns].join('')) ? [] : names).map((one) => ({
        name: `on demand ${one}`,
        inputs: [
          { name: 'a', view: one, feature: columns[0]! },
          ...(days % 2 === 0 ? [] : [{ name: 'b', view: one, feature: columns.at(-1)! }]),
        ],
        request: [{ name: 'now', dtype: 'Timestamp' }],
        features: [{ name: one, dtype: 'Float64', expression: 'a + 1' }],
      })),
      featureServices: [],
      labels: names.map((one) => ({ name: one, path, entities: names, timestampField: path, target: columns[0]! })),
    }));

  it('is read back as the same definitions, whatever the names', () => {
    fc.assert(
      fc.property(definitions, (original) => {
        const read = readDefinitions(newDefinitions(original), 'asof.yaml');
        expect(read.problems).toEqual([]);
        expect(read.definitions).toEqual(original);
      }),
    );
  });

  it('looks as the specification does', () => {
    expect(
      newDefinitions({
        project: 'churn',
        entities: [{ name: 'customer', joinKeys: ['customer_id'] }],
        sources: [],
        featureViews: [view({ ttl: parseDuration('30d') })],
        onDemandViews: [],
        featureServices: [{ name: 'm', features: [{ view: 'stats_v1', feature: 'tier' }] }],
        labels: [],
      }),
    ).toBe(`project: churn
entities:
  - name: customer
    join_keys: [customer_id]
feature_views:
  - name: stats_v1
    entities: [customer]
    source: data/stats.csv
    ttl: 30d
    owner: growth
feature_services:
  - name: m
    features: [stats_v1:tier]
`);
  });
});
