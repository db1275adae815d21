import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AskContext } from '../../core/ask/context.ts';
import { askLookup } from '../../core/ask/lookup.ts';
import { foundRows } from '../../core/lookup/found-column.ts';
import { askMaterialize } from '../../core/ask/materialize.ts';
import { askTrainingSet } from '../../core/ask/training-set.ts';
import { picksOf, trainingSetSql } from '../../core/join/join.ts';
import { memoryStore } from '../../core/online/memory.ts';
import { storedSql } from '../../core/online/stored-sql.ts';
import type { OnlineValue } from '../../core/online/schema.ts';
import { ident, join, sql, type Sql } from '../../core/sql/sql.ts';
import { parseInstant } from '../../core/time/instant.ts';
import { openWorkspace } from '../../core/workspace/workspace.ts';
import { engines, type Opened } from '../support/engines.ts';

/** Each over every row of odd values: computed for training at a moment, and looked up at it, they are the same bits. */
const expressions: [expression: string, dtype: string][] = [
  ['d * 3', 'Float64'],
  ['-d', 'Float64'],
  ['ln(d)', 'Float64'],
  ['exp(d) + sin(d)', 'Float64'],
  ['b + 1', 'Int64'],
  ['b::DOUBLE / 3', 'Float64'],
  ['b // 7', 'Int64'],
  ["upper(s) || 'x'", 'String'],
  ["coalesce(s, 'none')", 'String'],
  ['length(s)', 'Int64'],
  ['s', 'Int32'],
  ["date_sub('day', t, now)", 'Int64'],
  ["date_diff('hour', t, now)", 'Int64'],
  ['t + INTERVAL 1 DAY', 'Timestamp'],
  ["date_trunc('month', t)", 'Timestamp'],
  ['m * 2', 'Float64'],
  ['m / 3', 'Float64'],
  ['list_sum(l)', 'Int64'],
  ['l', 'Array(Int64)'],
  ['f + 0.1', 'Float32'],
  ['CASE WHEN o THEN d ELSE b END', 'Float64'],
  ['d > 0 AND o', 'Bool'],
  ['dt', 'Date'],
  ['round(d, 2)', 'Float64'],
  ['r * d', 'Float64'],
  ["concat(s, '|', note)", 'String'],
  ['events + coalesce(spent, 0.5)', 'Float64'],
];

const moment = '2024-03-10T12:00:00Z';
const definitions = `project: odd
entities: [{name: thing, join_keys: [id]}]
sources:
  - {name: values, path: values.parquet, timestamp_field: ts}
  - {name: raw, path: raw.parquet, timestamp_field: ts}
feature_views:
  - {name: v, entities: [thing], source: values, ttl: 60d}
  - name: w
    entities: [thing]
    source: raw
    aggregations: [{name: events, function: count, window: 30d}, {name: spent, function: sum, column: d, window: 30d}]
  - name: c
    on_demand: true
    inputs: ["v:d", "v:b", "v:s", "v:t", "v:m", "v:l", "v:f", "v:o", "v:dt", "w:events", "w:spent"]
    request: [{name: now, dtype: Timestamp}, {name: r, dtype: Float64}, {name: note, dtype: String}]
    features:
${expressions.map(([expression, dtype], i) => `      - {name: x${i}, dtype: ${dtype}, expression: ${JSON.stringify(expression)}}`).join('\n')}
  - name: next
    on_demand: true
    inputs: {first: "c:x0", more: "v:d"}
    features: [{name: sum, dtype: Float64, expression: "first + more"}]
labels: [{name: labels, path: labels.parquet, entities: [thing], timestamp_field: ts}]
`;
/** A row a thing; the last is past its TTL by then, and there is a label of one that has no row. */
const values = `SELECT 'k' || row_number() OVER () AS id, * FROM (VALUES
  (0.1::DOUBLE, 9007199254740993::BIGINT, 'a', TIMESTAMP '2024-01-31 23:59:59.999999', 1.1000::DECIMAL(18, 4), [1, 2]::INTEGER[], 0.1::FLOAT, TRUE, DATE '2024-02-29', TIMESTAMP '2024-03-01'),
  (-0.0, 9223372036854775807, '', TIMESTAMP '1900-01-01', -0.0001, [], -0.0, FALSE, DATE '1900-01-01', TIMESTAMP '2024-03-02'),
  ('nan', -9223372036854775808, 'ü"\\,[x]', TIMESTAMP '2024-03-10 12:00:00', 99999999999999.9999, [NULL, 5], 'nan', NULL, NULL, TIMESTAMP '2024-03-03'),
  ('inf', 0, '7', TIMESTAMP 'infinity', 0, NULL, 3.4e38, TRUE, DATE '9999-12-31', TIMESTAMP '2024-03-04'),
  (-1e300, -1, 'null', TIMESTAMP '2023-12-31 00:00:00.000001', 0.3333, [2147483647, 2147483647], 1e-45, FALSE, DATE '2024-03-10', TIMESTAMP '2024-03-05'),
  (5e-324, NULL, NULL, NULL, NULL, [3], NULL, TRUE, DATE '2024-01-01', TIMESTAMP '2024-03-06'),
  (NULL, 3, 'Straße', TIMESTAMP '2024-03-09', 2, [4], 2, FALSE, DATE '2024-01-02', TIMESTAMP '2024-03-07'),
  (1.5, 4, 'old', TIMESTAMP '2024-01-02', 3, [6], 3, TRUE, DATE '2024-01-03', TIMESTAMP '2024-01-01')
) v(d, b, s, t, m, l, f, o, dt, ts)`;

describe.each(engines)('features on demand, on $name', ({ open }) => {
  let opened: Opened;
  let context: AskContext;
  beforeAll(async () => {
    opened = await open();
    const { engine, tables, root } = opened;
    const labels = `SELECT 'k' || i AS id, TIMESTAMP '2024-03-10 12:00:00' AS ts, 0.25::DOUBLE AS r, 'L' AS note FROM range(1, 10) t(i)`;
    const events = `SELECT id, d, ts FROM (${values}) WHERE id IN ('k1', 'k2', 'k5')`;
    for (const [name, query] of Object.entries({ values, raw: events, labels })) {
      await tables.writeParquet(unsafeSql(query), `${root}/made-${name}.parquet`, {});
      await opened.put(`${name}.parquet`, await opened.written(`${root}/made-${name}.parquet`));
    }
    const store = memoryStore();
    context = {
      engine,
      expressions: () => Promise.resolve(engine),
      workspace: openWorkspace({ root, text: definitions }, engine, tables),
      text: definitions,
      online: { use: (_, work) => work(store) },
      now: () => parseInstant(moment),
      version: 'test',
    };
    await askMaterialize(context, { end: parseInstant(moment) }, {});
  });
  afterAll(() => opened.close());

  it('says no word of definitions that are right', () => {
    expect(context.workspace.problems).toEqual([]);
  });

  it('gives in training at a moment the bits that it gives when looked up then, whatever the values', async () => {
    const { engine } = opened;
    const found = await askTrainingSet(
      context,
      {
        labels: 'labels',
        features: [
          { view: 'c', feature: '*' },
          { view: 'next', feature: 'sum' },
        ],
      },
      {},
    );
    const query = trainingSetSql(found.joined.plan, picksOf(found.joined));
    const names = found.columns.filter(({ name }) => /^(c|next)__/.test(name));
    expect(names).toHaveLength(expressions.length + 1);
    const trained: OnlineValue[][] = [];
    const stored = names.map(({ name, type }, i) => sql`${storedSql(type, ident(name))} AS ${ident(`s${i}`)}`);
    for await (const { columns } of engine.batches(sql`SELECT ${join(stored)} FROM (${query})`))
      columns.forEach((column, i) => (trained[i] = [...(trained[i] ?? []), ...(column as OnlineValue[])]));
    await found.joined.scratch.drop();
    const entities = Array.from({ length: 9 }, (_, i) => ({ id: `k${i + 1}` }));
    const looked = await askLookup(
      context,
      {
        entities,
        features: [
          { view: 'c', feature: '*' },
          { view: 'next', feature: 'sum' },
        ],
        request: [{ r: '0.25', note: 'L' }],
      },
      {},
    );
    const rows = foundRows(looked.columns, entities.length);
    names.forEach(({ name }, i) =>
      entities.forEach(({ id }, e) => {
        const says = `${name} (${expressions[i]?.[0] ?? 'first + more'}) of ${id}`;
        expect([says, rows[e]![name]!.value]).toEqual([says, trained[i]![e]]);
        expect(Object.is(rows[e]![name]!.value, -0), says).toBe(Object.is(trained[i]![e], -0));
      }),
    );
    // What fails on a row fails there alone, and both sides count the same rows.
    const failed = Object.fromEntries(
      found.notComputed.map(({ view, feature, rows }) => [`${view}__${feature}`, rows]),
    );
    expect(Object.fromEntries(looked.failed)).toEqual(failed);
    expect(failed).toMatchObject({ c__x2: 2, c__x4: 1 });
    // The last has no row in either view: every input is missing, and its count of events is 0.
    expect([rows[8]!.c__x8, rows[8]!.c__x26]).toMatchObject([
      { value: 'none', status: 'missing' },
      { value: 0.5, status: 'missing' },
    ]);
    const later = {
      entities: [{ id: 'k1' }],
      features: [{ view: 'next', feature: 'sum' }],
      now: parseInstant('2024-06-01'),
    };
    const { columns: expired } = await askLookup(context, later, {});
    expect(foundRows(expired, 1)).toMatchObject([{ next__sum: { value: null, status: 'expired' } }]);
  });
});

/** Of this file's own text. */
function unsafeSql(query: string): Sql {
  return { text: query };
}
