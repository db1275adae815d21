import { describe, expect, it } from 'vitest';
import { diffDefinitions } from '../../../core/diff/diff.ts';
import { diffSentence } from '../../../core/diff/sentence.ts';
import { readDefinitions } from '../../../core/model/read.ts';
import { useOfNotebook } from '../../../core/notebook/notebook-use.ts';
import { sentenceText } from '../../../core/text/phrase.ts';

const base = `project: p
entities:
  - {name: customer, join_keys: [customer_id]}
  - {name: shop, join_keys: [shop_id]}
sources:
  - {name: stats, path: stats.csv, timestamp_field: ts}
  - {name: buys, path: buys.csv, timestamp_field: ts}
feature_views:
  - name: stats_v1
    entities: [customer]
    source: stats
    ttl: 30d
    features: [{name: spend, dtype: Float64}, {name: tier, dtype: String}]
  - name: buys_v1
    entities: [customer]
    source: buys
    aggregations: [{name: n_7d, function: count, window: 7d}, {name: sum_7d, function: sum, column: amount, window: 7d}]
  - name: ratio_v1
    on_demand: true
    inputs: ["stats_v1:spend", "buys_v1:sum_7d"]
    features: [{name: ratio, dtype: Float64, expression: sum_7d / spend}, {name: twice, dtype: Float64, expression: 2 * sum_7d}]
feature_services:
  - {name: model, features: ["stats_v1:spend", "stats_v1:tier", "ratio_v1:twice"]}
labels:
  - {name: churn, path: churn.csv, entities: [customer], timestamp_field: at, target: churned}
`;

const notebook = useOfNotebook(
  '```asof leakage\nas: spring\nlabels: churn\nfeatures: ["stats_v1:tier"]\n```\n',
  'n.md',
);

const version = (name: string, said: string) => ({ name, read: readDefinitions(said, name) });

function diff(...edits: (readonly [string | RegExp, string])[]) {
  let text = base;
  for (const [from, to] of edits) {
    const next = text.replace(from, to);
    expect(next, String(from)).not.toBe(text);
    text = next;
  }
  return diffDefinitions(version('old', base), version('new', text), [notebook]);
}

const names = (report: ReturnType<typeof diff>) => report.definitions.map(({ name }) => name);
const again = (report: ReturnType<typeof diff>) => report.materialize.map(({ view, how }) => `${view} ${how}`);
const find = (report: ReturnType<typeof diff>, name: string) => report.definitions.find((one) => one.name === name)!;

describe('what a change of definitions means', () => {
  it('is nothing where nothing changes', () => {
    const report = diff([/$/, '# a comment\n']);
    expect(report).toEqual({
      ...{ old: 'old', new: 'new', changed: 0, definitions: [], store: [] },
      ...{ materialize: [], broken: 0, breaks: [], notes: [] },
    });
    expect(sentenceText(diffSentence(report))).toBe('Nothing of the definitions changes between old and new.');
  });

  it('is nothing for values where only words change', () => {
    const report = diff(['ttl: 30d', 'ttl: 30d\n    owner: growth\n    description: Of customers.']);
    expect([names(report), again(report), report.broken]).toEqual([['stats_v1'], [], 0]);
    expect(find(report, 'stats_v1')).toMatchObject({ training: null, online: null });
    expect(
      again(diff(['{name: spend, dtype: Float64}', '{name: spend, dtype: Float64, description: In euros}'])),
    ).toEqual([]);
  });

  it('reaches from a source to its view, what is computed from that, and the service', () => {
    const report = diff(['path: buys.csv', 'path: other.csv']);
    expect(names(report)).toEqual(['buys_v1', 'ratio_v1', 'model', 'buys']);
    expect(find(report, 'buys_v1').fields).toEqual([{ field: 'source.path', old: 'buys.csv', new: 'other.csv' }]);
    expect(find(report, 'model').features).toEqual([{ feature: 'ratio_v1:twice', change: 'changed', fields: [] }]);
    // Each run writes windows whole.
    expect(again(report)).toEqual(['buys_v1 run']);
  });

  it('leaves out of a service what it does not ask for', () => {
    expect(names(diff(['function: count, window: 7d', 'function: count, window: 8d']))).toEqual(['buys_v1']);
    expect(names(diff(['sum_7d / spend', 'sum_7d / (1 + spend)']))).toEqual(['ratio_v1']);
  });

  it('takes a store for the same with another password, and for another at another place', () => {
    const at = (url: string) => version(url, `${base}online_store: {type: redis, url: "${url}"}\n`);
    const changed = (old: string, now: string) => again(diffDefinitions(at(old), at(now), []));
    expect(changed('redis://:old@h:6379/0', 'redis://:new@h:6379/0')).toEqual([]);
    expect(changed('redis://:old@h:6379/0', 'redis://:old@h:6379/1')).toEqual(['stats_v1 run', 'buys_v1 run']);
  });

  it.each<[string, string, string[]]>([
    [
      'path: stats.csv, timestamp_field: ts',
      'path: stats.csv, timestamp_field: ts, available_at: known',
      ['stats_v1 overwrite'],
    ],
    ['path: stats.csv', 'path: stats.csv, field_mapping: {s: spend}', ['stats_v1 overwrite']],
    ['{name: tier, dtype: String}', '{name: tier, dtype: String}, {name: age}', ['stats_v1 overwrite']],
    ['{name: tier, dtype: String}', '{name: tier, dtype: String, default: basic}', []],
    ['dtype: Float64', 'dtype: Int64', ['stats_v1 overwrite']],
    ['ttl: 30d', 'ttl: 60d', ['stats_v1 run']],
    ['ttl: 30d', 'ttl: 10d', []],
    ['ttl: 30d', 'ttl: 30d\n    online: false', []],
    ['entities: [customer]', 'entities: [customer, shop]', ['stats_v1 forget']],
    ['join_keys: [customer_id]', 'join_keys: [id]', ['stats_v1 forget', 'buys_v1 forget']],
    ['function: sum, column: amount', 'function: mean, column: amount', ['buys_v1 run']],
    ['2 * sum_7d', '3 * sum_7d', []],
    ['project: p', 'project: q', ['stats_v1 run', 'buys_v1 run']],
    ['labels:', 'online_store: {type: redis, url: "redis://h"}\nlabels:', ['stats_v1 run', 'buys_v1 run']],
    ['target: churned', 'target: left', []],
  ])('%s -> %s: %j', (from, to, wanted) => {
    expect(again(diff([from, to]))).toEqual(wanted);
  });

  it('names what breaks: by the definitions themselves, and in notebooks', () => {
    const report = diff([', {name: tier, dtype: String}', '']);
    expect(report.breaks).toEqual([
      'new:23: there is no feature of stats_v1 called "tier" (there is: spend)',
      'n.md:1: the cell spring asks for stats_v1:tier, which is gone',
    ]);
    expect(report.notes).toEqual([
      'new:23: there is no feature of stats_v1 called "tier" (there is: spend); not compared: feature service model',
    ]);
    expect(names(report)).not.toContain('model');
    const service = diff(['name: model', 'name: model_v2']);
    expect([names(service), service.breaks]).toEqual([
      ['model_v2', 'model'],
      ['the service model is gone: whoever asks for it gets an error'],
    ]);
    const offline = diff(['ttl: 30d', 'ttl: 30d\n    online: false']);
    expect(offline.breaks).toEqual(['look-ups of the service model fail: stats_v1 is no longer online']);
    const labels = diff(['name: churn,', 'name: churns,']);
    expect(labels.breaks).toEqual(['n.md:1: the cell spring asks for the labels churn, which is gone']);
  });

  it('says of a circle that it breaks, and compares the rest', () => {
    const report = diff(
      [
        'inputs: ["stats_v1:spend", "buys_v1:sum_7d"]',
        'inputs: ["ratio_v1:twice", "buys_v1:sum_7d", "stats_v1:spend"]',
      ],
      ['ttl: 30d', 'ttl: 10d'],
    );
    expect(report.broken).toBeGreaterThan(0);
    expect(report.breaks[0]).toMatch(/^new:\d+: .*ratio_v1/);
    expect(find(report, 'stats_v1').fields).toMatchObject([{ field: 'ttl', old: '30d', new: '10d' }]);
  });

  it('does not take for new what was wrong already', () => {
    const wrong = base.replace('source: buys', 'source: buyz');
    const version = (name: string, text: string) => ({ name, read: readDefinitions(text, name) });
    const report = diffDefinitions(version('old', wrong), version('new', `\n${wrong}`), []);
    expect([report.breaks, report.changed]).toEqual([[], 0]);
    expect(report.notes).toHaveLength(2);
    expect(sentenceText(diffSentence(report))).toBe(
      'Nothing of the definitions changes between old and new. Not all could be compared.',
    );
  });

  it('knows a service whose columns come in another order, or under another name', () => {
    const turned = diff(['"stats_v1:spend", "stats_v1:tier"', '"stats_v1:tier", "stats_v1:spend"']);
    expect(find(turned, 'model').training).toBe('its columns come in another order');
    const named = diff([
      '"stats_v1:tier", ',
      '{view: stats_v1, as: was, on: {customer_id: old_id}, features: [tier]}, ',
    ]);
    expect(find(named, 'model').features).toMatchObject([
      { feature: 'was:tier of stats_v1 on customer_id=old_id', change: 'added' },
      { feature: 'stats_v1:tier', change: 'removed' },
    ]);
  });
});
