import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openNative, type NativeEngine } from '../../../core/node/duckdb-native.ts';
import { ident, join, sql, type Sql } from '../../../core/sql/sql.ts';
import type { BoundView } from '../../../core/table/bound.ts';
import { endless } from '../../../core/time/span.ts';
import { compareRows, rankSql, rankUpTo, winnerFirst, winnerLast, winnersValue } from '../../../core/view/later.ts';
import { countsAt, instantLiteral } from '../../../core/view/moment.ts';
import { pick } from '../../../core/view/pick.ts';
import { rowsSql } from '../../../core/view/rows.ts';
import { atPlaces, winnersSql } from '../../../core/view/snapshot.ts';
import { tableOf } from '../../support/table-of.ts';

/** All that may make one row later than another, infinities and nulls among them; every pair of values occurs. */
const times = [-endless, -5n, 0n, 7n, endless];
const created = [null, -endless, 0n, 3n, endless];
const rows = times.flatMap((t) => created.map((c) => ({ t, c })));
const scattered = [...rows, ...rows].map((row, i) => ({ ...row, at: (i * 37) % 50 })).sort((x, y) => x.at - y.at);
const sourceRows = scattered.map(({ t, c }, i) => ({ t, c, a: null, order: BigInt(i + 1) }));

describe.each(['a created time', 'none'])('who wins among rows with %s', (kind) => {
  let engine: NativeEngine;
  let view: BoundView;
  const hasCreated = kind !== 'none';
  const expected = [...sourceRows].map((row) => (hasCreated ? row : { ...row, c: null })).sort(compareRows);
  beforeAll(async () => {
    engine = await openNative();
    const time = (value: bigint | null): Sql => (value === null ? sql`NULL` : instantLiteral(value));
    const values = scattered.map(({ t, c }, i) => sql`(${i}, 'e', ${time(t)}, ${time(c)}, ${`v${i + 1}`})`);
    const relation = await tableOf(
      engine,
      'source',
      sql`SELECT i::BIGINT AS i, key, t::TIMESTAMP AS t, c::TIMESTAMP AS c, v FROM (VALUES ${join(values)}) s(i, key, t, c, v) ORDER BY i`,
    );
    view = {
      name: 'view',
      relation,
      keys: [{ name: 'key', column: 'key', type: 'VARCHAR' }],
      timestamp: { column: 't', at: ident('t') },
      created: hasCreated ? { column: 'c', at: ident('c') } : null,
      available: null,
      ttl: null,
      features: [],
      inferred: [],
    };
  });
  afterAll(() => engine.close());

  const ordered = async (query: Sql) =>
    (await engine.rows<{ place: bigint }>(sql`SELECT o AS place FROM (${query})`)).map(({ place }) => place);

  it('is the same in SQL, by its order, its rank and its winner, as in TypeScript', async () => {
    const places = expected.map(({ order }) => order);
    const source = rowsSql(view, { features: [sql`v`, sql`${rankSql(view, null)} AS rank`] });
    expect(await ordered(sql`${source} ORDER BY ${winnerLast}`)).toEqual(places);
    expect(await ordered(sql`${source} ORDER BY ${winnerFirst}`)).toEqual([...places].reverse());
    expect(await ordered(sql`${source} ORDER BY rank`)).toEqual(places);
    for (let n = 1; n <= places.length; n++) {
      const among = sql`o IN (${join(places.slice(0, n).map((place) => sql`${place}`))})`;
      expect(await ordered(winnersSql(view, among))).toEqual([places[n - 1]]);
      const [found] = await engine.rows(sql`SELECT ${winnersValue(sql`v`)} AS v FROM (${source}) WHERE ${among}`);
      expect(found).toEqual({ v: `v${places[n - 1]}` });
    }
  });

  it.each(['inclusive', 'strict'] as const)('is at each moment the one that the pick takes: %s', async (boundary) => {
    for (const asOf of [-6n, -5n, -4n, 0n, 7n, 8n]) {
      const moment = { asOf, options: { boundary, ttl: false } };
      const winner = pick(expected, asOf, { boundary, ttl: null, available: false, embargo: 0n });
      const place = winner === null ? [] : [expected[winner]!.order];
      const winners = winnersSql(view, countsAt(view, moment));
      expect(await ordered(winners), String(asOf)).toEqual(place);
      const upTo = rankUpTo(instantLiteral(asOf), boundary === 'strict' ? 'before' : 'at', null);
      const ranked = sql`SELECT * FROM (${rowsSql(view, { features: [sql`${rankSql(view, null)} AS rank`] })}) WHERE rank <= ${upTo}`;
      expect(await ordered(sql`${ranked} ORDER BY rank DESC LIMIT 1`), String(asOf)).toEqual(place);
      const rowsAt = atPlaces(rowsSql(view, { features: [sql`v`] }), sql`(${winners})`);
      expect(await engine.rows(sql`SELECT v FROM (${rowsAt})`)).toEqual(place.map((one) => ({ v: `v${one}` })));
    }
  });
});
