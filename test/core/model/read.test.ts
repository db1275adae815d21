import { describe, expect, it } from 'vitest';
import { toLine } from '../../../core/errors/asof-error.ts';
import { readDefinitions } from '../../../core/model/read.ts';

const whole = `
project: churn
entities:
  - name: customer
    join_keys: [customer_id]
    description: A paying account.
sources:
  - name: customer_stats
    path: data/customer_stats/*.parquet   # relative to this file; one file or a glob
    timestamp_field: event_timestamp
    created_timestamp_field: created      # optional
    available_at: created                 # optional; turns on 3.3 for views on this source
    field_mapping: {cust: customer_id}    # optional: source column -> name used here
feature_views:
  - name: customer_stats_v1
    entities: [customer]
    source: customer_stats
    ttl: 30d                              # s, m, h, d, w; 0 or absent: no limit
    online: true
    features:
      - {name: total_spend_30d, dtype: Float64, description: "..."}
      - {name: tier, dtype: String, default: basic}
    owner: growth-ml
    tags: {team: growth, tier: 1}
    freshness: {max_staleness: 24h, alert_threshold: 20h}
feature_services:
  - name: churn_model_v1
    features: ["customer_stats_v1:total_spend_30d", "customer_stats_v1:tier"]
labels:
  - name: churn_labels
    path: data/labels.csv
    entities: [customer]
    timestamp_field: event_timestamp
    target: churned
online_store:
  type: redis                             # or embedded, the default
  url: \${ASOF_REDIS_URL:-redis://localhost:6379/0}
`;

/** A sound file with one view, whose lines a test adds to. */
const small = (view: string): string => `entities:
  - {name: customer, join_keys: [customer_id]}
sources:
  - {name: stats, path: stats.csv, timestamp_field: ts}
feature_views:
  - name: stats_v1
    entities: [customer]
    source: stats
${view}`;

const read = (text: string, env = {}) => readDefinitions(text, 'asof.yaml', env);
const lines = (text: string, env = {}): string[] => read(text, env).problems.map(toLine);

describe('readDefinitions', () => {
  it('reads everything that the specification shows', () => {
    const { definitions, problems } = read(whole);
    expect(problems.map(toLine)).toEqual([]);
    expect(definitions).toMatchObject({
      project: 'churn',
      entities: [{ name: 'customer', joinKeys: ['customer_id'], description: 'A paying account.' }],
      sources: [
        {
          name: 'customer_stats',
          path: 'data/customer_stats/*.parquet',
          timestampField: 'event_timestamp',
          createdTimestampField: 'created',
          availableAt: 'created',
          fieldMapping: { cust: 'customer_id' },
        },
      ],
      featureViews: [
        {
          name: 'customer_stats_v1',
          entities: ['customer'],
          source: 'customer_stats',
          ttl: 2_592_000_000_000n,
          online: true,
          features: [
            { name: 'total_spend_30d', dtype: 'Float64', description: '...' },
            { name: 'tier', dtype: 'String', default: 'basic' },
          ],
          owner: 'growth-ml',
          tags: { team: 'growth', tier: '1' },
          freshness: { maxStaleness: 86_400_000_000n, alertThreshold: 72_000_000_000n },
        },
      ],
      featureServices: [
        {
          name: 'churn_model_v1',
          features: [
            { view: 'customer_stats_v1', feature: 'total_spend_30d' },
            { view: 'customer_stats_v1', feature: 'tier' },
          ],
        },
      ],
      labels: [
        {
          name: 'churn_labels',
          path: 'data/labels.csv',
          entities: ['customer'],
          timestampField: 'event_timestamp',
          target: 'churned',
        },
      ],
    });
  });

  it('takes an empty file for no definitions at all', () => {
    expect(read('# nothing yet\n').problems).toEqual([]);
    expect(read('').definitions.labels).toEqual([]);
  });

  it('leaves out what may be left out: no limit, online, every column a feature', () => {
    expect(read(small('')).definitions.featureViews[0]).toMatchObject({ ttl: null, online: true, features: null });
    for (const ttl of ['0', '"0"', '0d', ''])
      expect(read(small(`    ttl: ${ttl}`)).definitions.featureViews[0]?.ttl, ttl).toBeNull();
  });

  it('reads sections in any order', () => {
    const [entities, rest] = small('').split('sources:') as [string, string];
    expect(lines(`sources:${rest}${entities}`)).toEqual([]);
  });

  it('lets a view name a file instead of a source', () => {
    const text = small('').replace('source: stats', 'source: data/other.parquet');
    expect(lines(text)).toEqual([]);
    expect(read(text).definitions.featureViews[0]?.source).toBe('data/other.parquet');
  });

  it('puts in environment variables, with and without a default', () => {
    const text = small('').replace('stats.csv', '"${DATA}/${NAME:-stats}.csv"');
    expect(read(text, { DATA: '/d' }).definitions.sources[0]?.path).toBe('/d/stats.csv');
    expect(read(text, { DATA: '/d', NAME: 'x' }).definitions.sources[0]?.path).toBe('/d/x.csv');
    expect(lines(text)).toEqual([
      'asof.yaml:4: the environment variable DATA is not set (set it, or write ${DATA:-default})',
    ]);
  });

  it('does not look into the address of the online store, which may hold a secret', () => {
    expect(lines('online_store: {type: redis, url: "${SECRET_URL}"}')).toEqual([]);
    expect(lines('online_store: {type: reddis}')).toEqual([
      'asof.yaml:1: type of online_store is "reddis" (did you mean "redis"? it can be redis, embedded, feast-redis, feast-sqlite)',
    ]);
  });

  it('reads an alias as what it stands for', () => {
    const text = small('    tags: &t {team: a}\n  - {name: two, entities: [customer], source: stats, tags: *t}\n');
    expect(lines(text)).toEqual([]);
    expect(read(text).definitions.featureViews[1]?.tags).toEqual({ team: 'a' });
  });
});

describe('what is wrong in asof.yaml', () => {
  it('is said all at once, each with its line and what was expected', () => {
    const text = `project: churn
entities:
  - {name: customer, join_keys: [customer_id]}
  - {name: Customer, join_keys: [id]}
sources:
  - name: stats
    path: stats.csv
    timestamp: ts
feature_views:
  - name: stats_v1
    entities: [custmer]
    source: stat
    tll: 30d
    ttl: 1.5d
  - {name: two, entities: [customer], source: stats, features: [{name: a}, {name: a}]}
feature_services:
  - {name: m, features: ["stats_v2:a", "two:b"]}
labels:
  - {name: l, path: l.csv, entities: customer, timestamp_field: 5}
`;
    expect(lines(text)).toEqual([
      'asof.yaml:4: a second entity is called "Customer" (the first is in line 3)',
      'asof.yaml:6: source "stats" has no timestamp_field (the column that says when a row was true)',
      'asof.yaml:8: source "stats" has an unknown key "timestamp" (its keys can be name, path, timestamp_field, created_timestamp_field, available_at, available_after, dedupe_by, timestamp_unit, timestamp_format, timezone, format, read, columns, unreadable, partitions, field_mapping, description)',
      'asof.yaml:11: there is no entity called "custmer" (did you mean "customer"? there is: customer, Customer)',
      'asof.yaml:12: there is no source called "stat" (did you mean "stats"? there is: stats)',
      expect.stringMatching(/^asof.yaml:13: feature view "stats_v1" has an unknown key "tll" \(did you mean "ttl"\?/),
      expect.stringMatching(/^asof.yaml:14: "1.5d" is not a duration \(write a whole number/),
      'asof.yaml:15: feature "a" of feature view "two" is there twice (keep one of them)',
      'asof.yaml:17: there is no feature view called "stats_v2" (did you mean "stats_v1"? there is: stats_v1, two)',
      'asof.yaml:19: entities of label table "l" is text (write a list: [customer])',
      'asof.yaml:19: timestamp_field of label table "l" is the number 5 (put it in quotes if it is meant to be text)',
    ]);
  });

  it('is a name, a key or a list that is empty', () => {
    const text = `entities:
  - {name: "", join_keys: []}
sources:
  - {name: s, path: , timestamp_field: ""}
feature_views:
  - {name: v, entities: , source: s}
feature_services:
  - {name: m, features: }
`;
    expect(lines(text).map((line) => line.replace(/ \(.*/, ''))).toEqual([
      'asof.yaml:2: entity 1 has no name',
      'asof.yaml:2: entity 1 has no join_keys',
      'asof.yaml:4: source "s" has no path',
      'asof.yaml:4: source "s" has no timestamp_field',
      'asof.yaml:6: feature view "v" has no entities',
      'asof.yaml:8: feature service "m" has no features',
    ]);
  });

  it('keeps a definition from being used, and only that one', () => {
    const { definitions, unsound } = read(
      `${small('    tll: 30d\n')}  - {name: two, entities: [customer], source: stats}`,
    );
    expect(definitions.featureViews.map((view) => view.name)).toEqual(['two']);
    expect(unsound).toMatchObject([{ what: 'feature view', name: 'stats_v1', problem: { where: { line: 9 } } }]);
  });

  it('is a feature that a view does not list', () => {
    const text = `${small('    features: [{name: spend}]\n')}feature_services:\n  - {name: m, features: ["stats_v1:spent", "stats_v1:*"]}`;
    expect(lines(text)).toEqual([
      'asof.yaml:11: there is no feature of stats_v1 called "spent" (did you mean "spend"? there is: spend)',
    ]);
  });

  it.each([
    ['    ttl: [30d]', 'asof.yaml:9: ttl of feature view "stats_v1" is a list (write a duration: 30d)'],
    ['    ttl: -5d', 'asof.yaml:9: "-5d" is not a duration'],
    ['    ttl: 30', 'asof.yaml:9: "30" is not a duration'],
    ['    online: maybe', 'asof.yaml:9: online of feature view "stats_v1" is text (write true or false)'],
    ['    features: [tier]', 'asof.yaml:9: feature 1 of feature view "stats_v1" is text (write - name: ..)'],
    [
      '    features: [{name: a, dtype: Flaot64}]',
      'asof.yaml:9: dtype of feature "a" of feature view "stats_v1" is "Flaot64" (did you mean "Float64"?',
    ],
    [
      '    features: [{name: a, default: [1]}]',
      'asof.yaml:9: default of feature "a" of feature view "stats_v1" is not a value',
    ],
    ['    tags: [a]', 'asof.yaml:9: tags of feature view "stats_v1" is a list (write {team: growth})'],
    ['    owner: {a: b}', 'asof.yaml:9: owner of feature view "stats_v1" is a mapping (write text)'],
    [
      '    freshness: {max_stalness: 1d}',
      'asof.yaml:9: freshness of feature view "stats_v1" has an unknown key "max_stalness" (did you mean "max_staleness"?',
    ],
    ['    source: stats', 'asof.yaml:9: a mapping has the same key twice (keep one of them)'],
    ['    owner: "a\\0b"', 'asof.yaml:9: owner of feature view "stats_v1" holds a NUL character (take it out)'],
    ['    entities: []', 'asof.yaml:9: a mapping has the same key twice (keep one of them)'],
  ])('%s', (view, line) => {
    const found = lines(small(view));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(line);
  });

  it('is YAML that does not parse, with its line', () => {
    const [first] = lines('project: churn\nentities: [a\nsources: b: c\n');
    expect(first).toMatch(/^asof.yaml:\d+: not YAML: .+ \(look at the indentation and the quotes there\)$/);
    expect(lines('- a\n- b')).toEqual(['asof.yaml:1: it is not a mapping (start with project: NAME)']);
    expect(lines('just text')).toHaveLength(1);
  });

  it('is a byte that is not UTF-8', () => {
    const text = new TextDecoder().decode(Buffer.from('project: "caf\xe9"', 'latin1'));
    expect(lines(text)).toEqual([
      'asof.yaml:1: project of the file holds a byte that is not UTF-8 (save the file as UTF-8)',
    ]);
  });

  it('is two columns that are given one name', () => {
    const text = small('').replace('timestamp_field: ts', 'timestamp_field: ts, field_mapping: {a: x, b: x}');
    expect(lines(text)).toEqual(['asof.yaml:4: field_mapping of source "stats" calls two columns "x" (rename one)']);
  });

  it('is a section that there is not', () => {
    expect(lines('project: x\nlabelz: []')).toEqual([
      'asof.yaml:2: the file has an unknown key "labelz" (did you mean "labels"? its keys can be project, naming, entities, sources, feature_views, feature_services, labels, online_store)',
    ]);
  });

  it('never makes the reader throw', () => {
    const odd = [
      'entities: 5',
      'entities: [5, null, [a], {name: }]',
      'labels: [{name: [a]}]',
      'x: &a [*a]',
      '? {a: b}\n: c',
      'sources: [{field_mapping: {a: {b: c}}}]',
      'feature_services: [{name: m, features: [{a: b}]}]',
      '{',
      'a: *nope',
      '--- a\n--- b',
    ];
    for (const text of odd) expect(lines(text).length, text).toBeGreaterThan(0);
  });
});
