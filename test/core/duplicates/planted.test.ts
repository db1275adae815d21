import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AskContext } from '../../../core/ask/context.ts';
import { askDuplicates } from '../../../core/ask/duplicates.ts';
import type { DuplicatesReport } from '../../../core/duplicates/report.ts';
import { ident, join, sql, type Sql } from '../../../core/sql/sql.ts';
import { openFolders, type Folders } from '../../support/folder.ts';

const entities = 5000;
/** A number from 0 to 1 of an entity, another one for each name. */
const draw = (name: string): Sql => sql`(hash(i, ${name}) % 1000003) / 1000003.0`;

/** Of what feature stores are full of, and none like another. */
const kinds: ((name: string) => Sql)[] = [
  (name) => sql`${draw(name)}`,
  (name) => sql`floor(100 * ${draw(name)} * ${draw(name)})::INTEGER`,
  (name) => sql`(-ln(${draw(name)} + 1e-9) * 250)::DECIMAL(18,2)`,
  (name) => sql`${draw(name)} < 0.5`,
  (name) => sql`${draw(name)} < 0.01`,
  (name) => sql`CASE WHEN ${draw(name)} < 0.97 THEN 0 ELSE 1 + floor(1500 * (1 - ${draw(name)}))::INTEGER END`,
  (name) => sql`CASE WHEN ${draw(`${name}?`)} < 0.6 THEN ${draw(name)} END`,
  (name) => sql`['basic', 'plus', 'pro', 'trial'][1 + floor(4 * ${draw(name)})::INTEGER]`,
  (name) => sql`'2024-01-01'::TIMESTAMP + to_seconds((31e6 * ${draw(name)})::BIGINT)`,
  (name) =>
    sql`CASE WHEN ${draw(name)} < 0.001 THEN 'NaN'::DOUBLE WHEN ${draw(name)} < 0.002 THEN 'infinity'::DOUBLE ELSE round(${draw(name)}, 2) END`,
];

/** Under which names others are planted, and how. `x` is the column that they are made of. */
const planted: { of: number; as: string; relation: string; value: (x: Sql) => Sql }[] = [
  { of: 0, as: 'equal', relation: 'equal', value: (x) => x },
  { of: 1, as: 'as_double', relation: 'equal', value: (x) => sql`${x}::DOUBLE` },
  { of: 3, as: 'flag', relation: 'equal', value: (x) => sql`${x}::INTEGER` },
  { of: 4, as: 'rare_flag', relation: 'equal', value: (x) => x },
  { of: 7, as: 'tier', relation: 'equal', value: (x) => x },
  { of: 9, as: 'nan', relation: 'equal', value: (x) => x },
  { of: 2, as: 'cents', relation: 'scaled', value: (x) => sql`(${x} * 100)::BIGINT` },
  { of: 10, as: 'fahrenheit', relation: 'scaled', value: (x) => sql`${x} * 1.8 + 32` },
  { of: 13, as: 'not_flag', relation: 'scaled', value: (x) => sql`NOT ${x}` },
  { of: 8, as: 'other_zone', relation: 'scaled', value: (x) => sql`${x} + INTERVAL 2 HOUR` },
  { of: 15, as: 'z_score', relation: 'scaled', value: (x) => sql`(${x} - 0.66) / 4.137` },
  { of: 20, as: 'logarithm', relation: 'ranks', value: (x) => sql`ln(${x} + 1)` },
  { of: 22, as: 'inverse', relation: 'ranks', value: (x) => sql`1 / (${x}::DOUBLE + 1)` },
  { of: 30, as: 'nearly', relation: 'nearly', value: (x) => sql`CASE WHEN ${draw('n')} < 0.03 THEN 0.5 ELSE ${x} END` },
  {
    of: 35,
    as: 'nearly_rare',
    relation: 'nearly',
    value: (x) => sql`CASE WHEN ${x} > 0 AND ${draw('n')} < 0.02 THEN ${x} + 1 ELSE ${x} END`,
  },
  {
    of: 33,
    as: 'nearly_flag',
    relation: 'nearly',
    value: (x) => sql`CASE WHEN ${draw('n')} < 0.03 THEN NOT ${x} ELSE ${x} END`,
  },
  {
    of: 37,
    as: 'nearly_tier',
    relation: 'nearly',
    value: (x) => sql`CASE WHEN ${draw('n')} < 0.03 THEN 'pro' ELSE ${x} END`,
  },
  { of: 40, as: 'narrow', relation: 'nearly', value: (x) => sql`${x}::FLOAT` },
  {
    of: 42,
    as: 'nearly_cents',
    relation: 'nearly',
    value: (x) => sql`CASE WHEN ${draw('n')} < 0.03 THEN 7 ELSE (${x} * 100)::BIGINT END`,
  },
  { of: 50, as: 'half_null', relation: 'equal', value: (x) => sql`CASE WHEN ${draw('h')} < 0.45 THEN ${x} END` },
];
const nothing: [string, Sql][] = [
  ['const_a', sql`7`],
  ['const_b', sql`7`],
  ['null_a', sql`NULL::DOUBLE`],
  ['null_b', sql`NULL::DOUBLE`],
  ['one_category_a', sql`'x'`],
  ['one_category_b', sql`'x'`],
  ['all_nan_a', sql`'NaN'::DOUBLE`],
  ['all_nan_b', sql`'NaN'::DOUBLE`],
  ['one_entity_a', sql`i = 17`],
  ['one_entity_b', sql`i = 17`],
];

describe('duplicates among 500 features', () => {
  let folders: Folders;
  let report: DuplicatesReport;
  beforeAll(async () => {
    folders = await openFolders();
    const base = Array.from({ length: 500 - planted.length }, (_, i) => [`f${i}`, kinds[i % 10]!(`f${i}`)] as const);
    const valueOf = (of: number): Sql => base[of]![1];
    const twins = planted.map(({ of, as, value }) => [as, value(sql`(${valueOf(of)})`)] as const);
    const workspace = await folders.open({ 'asof.yaml': definitions });
    const write = (
      name: string,
      key: Sql,
      columns: readonly (readonly [string, Sql])[],
      rows = sql`range(${entities}) r(i)`,
    ) =>
      folders.engine.exec(
        sql`COPY (SELECT ${key}, '2024-05-01'::TIMESTAMP + to_seconds(i::BIGINT) AS event_timestamp, ${join(columns.map(([as, value]) => sql`${value} AS ${ident(as)}`))} FROM ${rows}) TO ${`${workspace.root}/${name}.parquet`} (FORMAT parquet)`,
      );
    await write('base', sql`i AS customer_id`, [...base, ...nothing]);
    // The same key under another name and as a text, and of other entities too.
    await write('twins', sql`i::VARCHAR AS cust`, twins, sql`range(-100, ${entities}) r(i)`);
    ({ report } = await askDuplicates(
      {
        engine: folders.engine,
        workspace,
        now: () => BigInt(Date.parse('2024-06-01')) * 1000n,
      } as unknown as AskContext,
      {},
      {},
    ));
  }, 120_000);
  afterAll(() => folders.close());

  it('are found, each as what it is', () => {
    const found = new Map(report.pairs.map(({ a, b, relation }) => [[a, b].join(), relation]));
    for (const { of, as, relation } of planted)
      expect([as, found.get(`base:f${of},twins:${as}`)]).toEqual([as, relation]);
  });

  it('and nothing else is', () => {
    expect(report.pairs.map(({ a, b }) => `${a} ${b}`).sort()).toEqual(
      planted.map(({ of, as }) => `base:f${of} twins:${as}`).sort(),
    );
    expect(report).toMatchObject({ duplicates: planted.length, features: 502, unproven: 1 });
    expect(report.groups).toEqual([
      { join_keys: ['customer_id'], views: ['base', 'twins'], features: 502, entities: 5100, of: 5100 },
    ]);
  });

  it('leaves out what has one value or none', () => {
    expect(report.skipped.map(({ feature, why }) => `${feature} ${why}`)).toEqual([
      'base:const_a one value',
      'base:const_b one value',
      'base:null_a no value',
      'base:null_b no value',
      'base:one_category_a one value',
      'base:one_category_b one value',
      'base:all_nan_a one value',
      'base:all_nan_b one value',
    ]);
  });

  it('says what one is of the other, where they differ, and which to keep', () => {
    const pair = (as: string) => report.pairs.find(({ b }) => b === `twins:${as}`)!;
    expect(pair('cents')).toMatchObject({ detail: 'b = 100 × a', compared: 5000, agree: 5000, examples: [] });
    expect(pair('fahrenheit').detail).toBe('b = 1.8 × a + 32');
    expect(pair('not_flag').detail).toBe('b = -a + 1');
    expect(pair('other_zone').detail).toBe('b is a plus 2 hours');
    expect(pair('logarithm').detail).toBe('the same order');
    expect(pair('inverse').detail).toBe('the reverse order');
    expect(pair('narrow').detail).toBe('equal but for rounding');
    const nearly = pair('nearly');
    expect(nearly.agree).toBeLessThan(nearly.compared);
    expect(nearly.examples).toHaveLength(3);
    expect(nearly.examples[0]).toMatchObject({
      entity: expect.stringMatching(/^customer_id=\d+$/) as string,
      b: '0.5',
    });
    expect(pair('half_null')).toMatchObject({ keep: 'a', sides: { a: { users: ['churn'] } } });
    expect(pair('half_null').why).toMatch(/^it has a value for 98 % of entities/);
  });
});

const definitions = `project: planted
entities:
  - {name: customer, join_keys: [customer_id]}
sources:
  - {name: base, path: base.parquet, timestamp_field: event_timestamp}
  - {name: twins, path: twins.parquet, timestamp_field: event_timestamp, field_mapping: {cust: customer_id}}
feature_views:
  - {name: base, entities: [customer], source: base}
  - {name: twins, entities: [customer], source: twins}
feature_services:
  - {name: churn, features: ["base:f50"]}
`;
