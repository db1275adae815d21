import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guessRoles } from '../../../core/infer/roles.ts';
import { countingColumns } from '../../../core/table/row-numbers.ts';
import { ident, join, sql, unsafe, type Sql } from '../../../core/sql/sql.ts';
import { engines, type Opened } from '../../support/engines.ts';
import { tableOf } from '../../support/table-of.ts';

const churn = sql`SELECT 42 AS customer_id, TIMESTAMP '2024-03-03' AS event_timestamp, 1 AS churned`;
const stats = sql`SELECT 42 AS customer_id, TIMESTAMP '2024-03-01' AS event_timestamp, 2 AS login_count,
  TIMESTAMP '2024-03-02' AS created FROM range(5)`;

describe.each(engines)('guessRoles on $name', (kind) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await kind.open();
  });
  afterAll(() => opened.close());

  /** The guesses for files made of these queries, by name. */
  async function guess(files: Record<string, Sql>) {
    const relations = [];
    for (const [name, query] of Object.entries(files)) relations.push(await tableOf(opened.engine, name, query));
    const roles = await guessRoles(opened.engine, relations);
    return Object.fromEntries(roles.map((role) => [role.file, role]));
  }

  it('tells the label table from the features, with a reason for each guess', async () => {
    const roles = await guess({ 'stats.csv': stats, 'churn.csv': churn });
    expect(roles['churn.csv']).toEqual({
      file: 'churn.csv',
      role: 'labels',
      joinKeys: ['customer_id'],
      timestampField: 'event_timestamp',
      target: 'churned',
      inferred: [
        {
          what: 'role',
          value: 'labels',
          reason: 'churned reads like a target, it has the fewest rows, it has the fewest columns',
        },
        { what: 'join_keys', value: 'customer_id', reason: 'in both files, and named like a key' },
        { what: 'timestamp_field', value: 'event_timestamp', reason: 'the only timestamp column' },
        { what: 'target', value: 'churned', reason: 'named like a target' },
      ],
      readings: [],
    });
    expect(roles['stats.csv']).toEqual({
      file: 'stats.csv',
      role: 'features',
      joinKeys: ['customer_id'],
      timestampField: 'event_timestamp',
      createdTimestampField: 'created',
      inferred: [
        { what: 'role', value: 'features', reason: 'churn.csv reads more like labels' },
        { what: 'join_keys', value: 'customer_id', reason: 'in both files, and named like a key' },
        { what: 'timestamp_field', value: 'event_timestamp', reason: 'named like an event timestamp' },
        { what: 'created_timestamp_field', value: 'created', reason: 'named like when a row was written' },
      ],
      readings: [],
    });
  });

  it('finds composite keys, and keys that only some of the feature files have', async () => {
    const roles = await guess({
      labels: sql`SELECT 1 AS customer_id, 'p' AS product_id, now() AS ts, true AS bought`,
      pairs: sql`SELECT 1 AS customer_id, 'p' AS product_id, now() AS ts, 3 AS views`,
      customers: sql`SELECT 1 AS customer_id, now() AS ts, 30 AS age`,
    });
    expect(roles.labels?.joinKeys).toEqual(['customer_id', 'product_id']);
    expect(roles.pairs?.joinKeys).toEqual(['customer_id', 'product_id']);
    expect(roles.customers?.joinKeys).toEqual(['customer_id']);
  });

  it('does not take a row number for a key', async () => {
    const roles = await guess({
      labels: sql`SELECT 1 AS id, 7 AS customer_id, now() AS ts, 0 AS y`,
      stats: sql`SELECT 9 AS id, 7 AS customer_id, now() AS ts, 0.5 AS x`,
    });
    expect(roles.stats?.joinKeys).toEqual(['customer_id']);
    const alone = await guess({
      labels: sql`SELECT 1 AS id, now() AS ts, 0 AS y`,
      stats: sql`SELECT 1 AS id, now() AS ts, 2 AS x`,
    });
    expect(alone.stats?.joinKeys).toEqual(['id']);
  });

  it('does not take what counts the rows for a key or a target, where there is another column', async () => {
    const relations = [];
    for (const [name, value] of [
      ['labels', 'y'],
      ['stats', 'v'],
    ] as const) {
      const query = sql`SELECT i AS index, 10 - i AS shop_no, now() AS ts, i * 2 AS ${ident(value)} FROM range(3) r(i)`;
      const relation = await tableOf(opened.engine, name, query);
      relations.push({ ...relation, index: await countingColumns(opened.engine, relation) });
    }
    expect(relations.map(({ index }) => index)).toEqual(Array(2).fill([{ column: 'index', kind: 'counting' }]));
    const roles = await guessRoles(opened.engine, relations);
    expect(roles.map(({ joinKeys }) => joinKeys)).toEqual([['shop_no'], ['shop_no']]);
  });

  it('takes an index of times for the time of its rows, and says what else there is', async () => {
    const roles = await guess({
      labels: churn,
      stats: sql`SELECT 42 AS customer_id, TIMESTAMP '2024-03-03' AS event_timestamp, 2 AS x, TIMESTAMP '2024-03-01' AS __index_level_0__`,
    });
    expect(roles.stats).toMatchObject({ role: 'features', timestampField: '__index_level_0__' });
    expect(roles.stats?.inferred.find(({ what }) => what === 'timestamp_field')?.reason).toBe(
      "pandas' index, which holds times; it could also be event_timestamp",
    );
  });

  it('finds keys that are not named like one when the files share them', async () => {
    const roles = await guess({
      flights: sql`SELECT 'SFO' AS origin, 'LAX' AS destination, TIMESTAMP '2001-01-01 10:00' AS departure, 16.0 AS delay, true AS late`,
      delays: sql`SELECT 'SFO' AS origin, TIMESTAMP '2001-01-01 09:00' AS departure, TIMESTAMP '2001-01-01 11:00' AS available_at, 3.5 AS mean_delay FROM range(3)`,
    });
    expect(roles.flights).toMatchObject({ role: 'labels', joinKeys: ['origin'], target: 'late' });
    expect(roles.delays).toMatchObject({
      role: 'features',
      joinKeys: ['origin'],
      timestampField: 'departure',
      availableAt: 'available_at',
    });
  });

  it('counts text that holds timestamps; of numbers it offers what reads them', async () => {
    const roles = await guess({
      labels: sql`SELECT 1 AS id, '2024-03-01T09:00:00+01:00' AS moment, 1709251200 AS ts, 'x' AS y`,
      stats: sql`SELECT 1 AS id, 1709251200 AS ts, 2 AS x`,
    });
    expect(roles.labels).toMatchObject({ timestampField: 'moment' });
    expect(roles.stats).toMatchObject({
      role: 'features',
      timestampField: 'ts',
      readings: [{ column: 'ts', options: { timestampUnit: 's' }, value: '1709251200', read: '2024-03-01 00:00:00' }],
    });
  });

  it('offers the ways to read text as times, and chooses none', async () => {
    const roles = await guess({
      labels: churn,
      stats: sql`SELECT 42 AS customer_id, '03/01/2024' AS event_time, 2 AS x`,
    });
    expect(roles.stats).toMatchObject({ role: 'features', timestampField: 'event_time' });
    expect(roles.stats?.readings.map(({ options, read }) => [options.timestampFormats, read])).toEqual([
      [['%d/%m/%Y'], '2024-01-03 00:00:00'],
      [['%m/%d/%Y'], '2024-03-01 00:00:00'],
    ]);
    expect(roles.stats?.reading).toBeUndefined();
  });

  it('goes by names where a text file has no rows', async () => {
    const roles = await guess({ labels: churn, stats: sql`SELECT '' AS customer_id, '' AS ts, '' AS x LIMIT 0` });
    expect(roles.stats).toMatchObject({ role: 'features', joinKeys: ['customer_id'], timestampField: 'ts' });
  });

  it('says what else it could be', async () => {
    const roles = await guess({
      labels: sql`SELECT 1 AS id, DATE '2024-01-01' AS start_date, DATE '2024-01-02' AS end_date, true AS a, true AS b`,
      stats: sql`SELECT 1 AS id, now() AS ts, now() AS updated_at`,
    });
    const reasons = Object.fromEntries(roles.labels!.inferred.map(({ what, reason }) => [what, reason]));
    expect(reasons.timestamp_field).toBe('named like an event timestamp; it could also be end_date');
    expect(reasons.target).toBe('true or false; it could also be b');
  });

  it('takes the only time there is, even when it is named like the time of writing', async () => {
    const roles = await guess({ labels: churn, stats: sql`SELECT 42 AS customer_id, now() AS created_at, 1 AS x` });
    expect(roles.stats).toMatchObject({ timestampField: 'created_at' });
    expect(roles.stats?.createdTimestampField).toBeUndefined();
  });

  it('finds a target by its values when no name tells it', async () => {
    const roles = await guess({
      labels: sql`SELECT i AS id, now() AS ts, i % 2 AS result, i AS amount FROM range(10) r(i)`,
      stats: sql`SELECT 1 AS id, now() AS ts, 2 AS x`,
    });
    expect(roles.labels).toMatchObject({ target: 'result' });
    expect(roles.labels?.inferred.at(-1)?.reason).toBe('it has two values');
  });

  it('leaves out a file without a timestamp or without a key, and says why', async () => {
    const roles = await guess({
      labels: churn,
      stats,
      notes: sql`SELECT 42 AS customer_id, 'hello' AS note`,
      weather: sql`SELECT 'Berlin' AS city, now() AS ts, 3.5 AS celsius`,
    });
    const reason = (name: string) => roles[name]!.inferred.find(({ what }) => what === 'role')?.reason;
    expect([roles.notes?.role, roles.weather?.role]).toEqual(['ignore', 'ignore']);
    expect(reason('notes')).toBe(
      'cannot tell the event timestamp of notes (none of its columns holds timestamps: customer_id, note)',
    );
    expect(reason('weather')).toBe(
      'cannot tell the join keys of weather (it has city, ts, celsius; labels has customer_id, event_timestamp, churned; the join keys must have one name in both, and values that name something; if its values hold for everybody, it needs none: entities: [] in asof.yaml)',
    );
  });

  it.each([
    ['true', 'true', 'k is BOOLEAN in both, which is guessed to be no key'],
    ["DATE '2024-01-01'", "DATE '2024-01-02'", 'k is DATE in both, which is guessed to be no key'],
    ['[1]', '[2]', 'k is INTEGER[] in both, which is guessed to be no key'],
    ["'a'", '1', 'k is INTEGER, and in labels VARCHAR'],
  ])('says of a column in both files why it is no key: %s and %s', async (ours, theirs, why) => {
    const roles = await guess({
      labels: sql`SELECT ${unsafe(ours)} AS k, TIMESTAMP '2024-01-01' AS event_timestamp, 1 AS churned`,
      stats: sql`SELECT ${unsafe(theirs)} AS k, TIMESTAMP '2024-01-01' AS event_timestamp, 1.5 AS v`,
    });
    const reasons = Object.values(roles).map(({ inferred }) => inferred[0]!.reason);
    expect(reasons.some((reason) => reason.includes(`${why}; say in asof.yaml which are join keys`))).toBe(true);
    expect(reasons.join()).not.toContain('must have one name');
  });

  it('shows of text that is mostly no time a value that is none', async () => {
    const days = ['2024-02-28', '2024-02-30', '2024-02-31'].map((day) => sql`SELECT 42 AS customer_id, ${day} AS ts`);
    const roles = await guess({ labels: churn, stats: join(days, ' UNION ALL ') });
    expect(roles.stats?.inferred[0]?.reason).toContain('ts holds text like "2024-02-30"');
  });

  it('lets a key of two types through, so that the join can name both and offer the cast', async () => {
    const roles = await guess({ labels: churn, stats: sql`SELECT '42' AS customer_id, now() AS ts, 2 AS x` });
    expect(roles.stats?.joinKeys).toEqual(['customer_id']);
  });

  it('takes one file for features unless it says itself that it holds labels', async () => {
    expect((await guess({ stats })).stats).toMatchObject({ role: 'features', joinKeys: ['customer_id'] });
    expect((await guess({ churn })).churn).toMatchObject({ role: 'labels', target: 'churned' });
  });

  // With an aggregate a column in one statement, 4,000 columns took minutes.
  it('manages thousands of columns of text, and finds the one that has two values', async () => {
    const names = Array.from({ length: 5000 }, (_, i) => ident(`c${i}`));
    const text = join(
      names.map((name, i) => sql`${`t${i}`} || ${i === 4711 ? sql`range % 2` : sql`range`} AS ${name}`),
    );
    const labels = sql`SELECT 42 AS customer_id, TIMESTAMP '2024-03-03' AS event_timestamp, ${text} FROM range(3)`;
    const roles = await guess({ 'labels.csv': labels, stats });
    expect(roles['labels.csv']).toMatchObject({ role: 'labels', joinKeys: ['customer_id'], target: 'c4711' });
  });

  it('manages columns with any name, and empty tables', async () => {
    const roles = await guess({
      "o'labels": sql`SELECT 1 AS "my ""id", now() AS "when; DROP TABLE x", true AS "🎯" LIMIT 0`,
      stats: sql`SELECT 1 AS "my ""id", now() AS "ts.x", 'a' AS "b'c" LIMIT 0`,
    });
    expect(roles["o'labels"]).toMatchObject({
      joinKeys: ['my "id'],
      timestampField: 'when; DROP TABLE x',
      target: '🎯',
    });
    expect(roles.stats).toMatchObject({ joinKeys: ['my "id'] });
  });
});
