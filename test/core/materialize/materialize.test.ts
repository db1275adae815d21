import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OnlineStore } from '../../../core/online/online-store.ts';
import { AsofError } from '../../../core/errors/asof-error.ts';
import { materializeView, type MaterializeOptions } from '../../../core/materialize/materialize.ts';
import { openNative, type NativeEngine } from '../../../core/node/duckdb-native.ts';
import { nativeTables } from '../../../core/node/tables.ts';
import { entityKey } from '../../../core/online/keys.ts';
import { memoryStore } from '../../../core/online/memory.ts';
import { ident, join, sql } from '../../../core/sql/sql.ts';
import type { BoundView } from '../../../core/table/bound.ts';
import { Random } from '../../support/random.ts';
import { storedRecords } from '../../support/stored-records.ts';
import { tableOf } from '../../support/table-of.ts';
import { permit } from '../../support/put-records.ts';

interface SourceRow {
  k: (string | null)[];
  t: bigint | null;
  c: bigint | null;
  a: bigint | null;
  x: number | null;
}

interface Shape {
  keys: number;
  created: boolean;
  available: boolean;
  ttl: bigint | null;
}

let engine: NativeEngine;
beforeAll(async () => {
  engine = await openNative({ threads: 2 });
});
afterAll(() => engine.close());

async function viewOf(rows: readonly SourceRow[], shape: Shape): Promise<BoundView> {
  const keys = Array.from({ length: shape.keys }, (_, i) => ({ name: `k${i}`, column: `k${i}`, type: 'VARCHAR' }));
  const instant = (at: bigint | null) => (at === null ? sql`NULL::TIMESTAMP` : sql`make_timestamp(${at})`);
  const values = rows.map(
    ({ k, t, c, a, x }, i) =>
      sql`(${i}, ${join([...keys.map((_, n) => sql`${k[n] ?? null}::VARCHAR`), instant(t), instant(c), instant(a), sql`${x}::DOUBLE`])})`,
  );
  const names = join([
    ident('i'),
    ...keys.map(({ name }) => ident(name)),
    ident('at'),
    ident('made'),
    ident('known'),
    ident('x'),
  ]);
  const nothing = sql`SELECT 0 AS i, ${join([...keys.map(() => sql`''`), sql`NULL::TIMESTAMP`, sql`NULL::TIMESTAMP`, sql`NULL::TIMESTAMP`, sql`0::DOUBLE`])} WHERE FALSE`;
  const from = rows.length ? sql`(VALUES ${join(values)})` : sql`(${nothing})`;
  const relation = await tableOf(engine, 'source', sql`SELECT * EXCLUDE (i) FROM ${from} AS s(${names}) ORDER BY i`);
  const at = (column: string) => ({ column, at: ident(column) });
  return {
    name: 'v',
    relation: { ...relation, files: [] },
    keys,
    timestamp: at('at'),
    created: shape.created ? at('made') : null,
    available: shape.available ? at('known') : null,
    ttl: shape.ttl,
    features: [{ name: 'x', column: 'x', type: 'DOUBLE', default: null }],
    inferred: [],
  };
}

function run(store: OnlineStore, view: BoundView, options: Partial<MaterializeOptions> & { end: bigint }) {
  const places = { engine, tables: nativeTables(engine), store };
  return materializeView(places, view, { project: 'p', start: null, permit, now: () => 0n, ...options });
}

/** Entity -> its record's event time and value. */
async function contents(store: OnlineStore): Promise<Map<string, [bigint, unknown]>> {
  const records = await storedRecords(store, 'p', 'v');
  return new Map([...records].map(([entity, record]) => [entity, [record.t, record.values[0]]]));
}

/** Rule 4 by a loop. */
function expected(rows: readonly SourceRow[], shape: Shape, from: bigint | null, end: bigint) {
  const best = new Map<string, SourceRow>();
  for (const row of rows) {
    if (row.t === null || row.t > end || (from !== null && row.t < from)) continue;
    if (shape.available && (row.a === null || row.a > end)) continue;
    if (row.k.slice(0, shape.keys).includes(null)) continue;
    const fields = Array.from({ length: shape.keys }, (_, i) => ({ name: `k${i}`, type: 'VARCHAR' }));
    const entity = entityKey(fields, row.k)!;
    const old = best.get(entity);
    const created = (one: SourceRow) => (shape.created ? (one.c ?? -1n) : 0n);
    if (!old || row.t > old.t! || (row.t === old.t && created(row) >= created(old))) best.set(entity, row);
  }
  return new Map([...best].map(([entity, row]) => [entity, [row.t, row.x] as [bigint, unknown]]));
}

function randomRow(random: Random, c: bigint): SourceRow {
  const t = BigInt(random.below(60));
  return {
    k: [random.chance(0.05) ? null : random.one(['a', 'b', 'c,d', 'é']), random.one(['1', '2', null])],
    t: random.chance(0.05) ? null : t,
    c: random.chance(0.1) ? null : c,
    a: random.chance(0.1) ? null : t + BigInt(random.below(30)),
    x: random.chance(0.2) ? null : random.below(1000),
  };
}

describe('materializing', () => {
  it('writes the winner by rule 4 within the interval, against a loop over random rows', async () => {
    for (let seed = 0; seed < 60; seed++) {
      const random = new Random(seed);
      const rows = Array.from({ length: random.below(40) }, () => randomRow(random, BigInt(random.below(4))));
      const ttl = random.chance(0.3) ? BigInt(1 + random.below(20)) : null;
      const shape = { keys: 1 + random.below(2), created: random.chance(0.5), available: random.chance(0.5), ttl };
      const view = await viewOf(rows, shape);
      const end = BigInt(random.below(70));
      const start = random.chance(0.5) ? end - BigInt(random.below(30)) : null;
      const store = memoryStore();
      const receipt = await run(store, view, { start, end });
      const from = start ?? (ttl === null ? null : end - ttl);
      const wanted = expected(rows, shape, from, end);
      expect(await contents(store), `seed ${seed}`).toEqual(wanted);
      expect(receipt, `seed ${seed}`).toMatchObject({ entities: wanted.size, written: wanted.size, kept_newer: 0 });
    }
  });

  it('comes by increments to what one run from the beginning would have written, late rows included', async () => {
    for (let seed = 100; seed < 140; seed++) {
      const random = new Random(seed);
      const shape = { keys: 1, created: true, available: random.chance(0.5), ttl: null };
      const rows: SourceRow[] = [];
      const store = memoryStore();
      let end = 0n;
      for (let step = 0; step < 4; step++) {
        // Rows arrive with a created time that does not fall, whenever what they tell of happened.
        for (let n = random.below(15); n > 0; n--) {
          const c = BigInt(step * 10 + random.below(10));
          rows.push({ ...randomRow(random, c), c });
        }
        end += BigInt(random.below(25));
        await run(store, await viewOf(rows, shape), { end });
        expect(await contents(store), `seed ${seed} step ${step}`).toEqual(expected(rows, shape, null, end));
      }
    }
  });

  const shape: Shape = { keys: 1, created: true, available: false, ttl: null };
  const row = (k: string, t: bigint, c: bigint, x: number): SourceRow => ({ k: [k], t, c, a: null, x });

  it('lets no older row replace a newer one, whatever order the intervals are in', async () => {
    const view = await viewOf([row('a', 1n, 1n, 1), row('a', 5n, 1n, 5), row('b', 2n, 1n, 2)], shape);
    const store = memoryStore();
    await run(store, view, { start: 4n, end: 6n });
    expect(await run(store, view, { start: 0n, end: 3n })).toMatchObject({ written: 1, kept_newer: 1, rows_read: 2 });
    expect(await contents(store)).toEqual(
      new Map([
        ['k0=a', [5n, 5]],
        ['k0=b', [2n, 2]],
      ]),
    );
  });

  it('lands a correction, and a corrected file without created times', async () => {
    const store = memoryStore();
    await run(store, await viewOf([row('a', 1n, 1n, 1)], shape), { end: 9n });
    await run(store, await viewOf([row('a', 1n, 1n, 1), row('a', 1n, 2n, 7)], shape), { end: 10n });
    expect((await contents(store)).get('k0=a')).toEqual([1n, 7]);
    const bare = { ...shape, created: false };
    const other = memoryStore();
    await run(other, await viewOf([row('a', 1n, 1n, 1)], bare), { end: 9n });
    await run(other, await viewOf([row('a', 1n, 1n, 8)], bare), { start: 0n, end: 9n });
    expect((await contents(other)).get('k0=a')).toEqual([1n, 8]);
  });

  it('starts where the last run ended, the first time at end minus TTL, and both ends count', async () => {
    const view = await viewOf([row('a', 10n, 1n, 1), row('b', 20n, 1n, 2), row('c', 9n, 1n, 3)], {
      ...shape,
      ttl: 10n,
    });
    const store = memoryStore();
    expect(await run(store, view, { end: 20n })).toMatchObject({
      start: '1970-01-01T00:00:00.00001Z',
      end: '1970-01-01T00:00:00.00002Z',
      entities: 2,
    });
    const again = await run(store, view, { end: 21n });
    expect([again.start, again.rows_read]).toEqual(['1970-01-01T00:00:00.00002Z', 1]);
    await expect(run(store, view, { end: 19n })).rejects.toMatchObject({ code: 'bad_option' });
  });

  it('remembers a run that found nothing', async () => {
    const store = memoryStore();
    await run(store, await viewOf([row('a', 10n, 10n, 1)], shape), { end: 5n });
    expect((await store.views('p'))[0]!.lastRun).toMatchObject({ end: 5n, entities: 0, knownSeen: 5n });
    const later = await run(store, await viewOf([row('a', 10n, 10n, 1)], shape), { end: 20n });
    expect([later.start, later.written]).toEqual(['1970-01-01T00:00:00.000005Z', 1]);
  });

  it('finds late rows also after a run with a given start', async () => {
    const store = memoryStore();
    const before = [row('a', 10n, 10n, 1)];
    await run(store, await viewOf(before, shape), { end: 10n });
    const late = row('b', 5n, 12n, 2);
    await run(store, await viewOf([...before, late], shape), { start: 11n, end: 20n });
    expect((await contents(store)).has('k0=b')).toBe(false);
    await run(store, await viewOf([...before, late], shape), { end: 21n });
    expect((await contents(store)).get('k0=b')).toEqual([5n, 2]);
  });

  it('says with a dry run what would happen, and writes nothing', async () => {
    const view = await viewOf([row('a', 1n, 1n, 1), row('b', 2n, 1n, 2)], shape);
    const store = memoryStore();
    await run(store, await viewOf([row('a', 5n, 1n, 5)], shape), { end: 5n });
    const dry = await run(store, view, { start: 0n, end: 9n, permit: null });
    expect(dry).toMatchObject({ rows_read: 2, entities: 2, written: 1, kept_newer: 1 });
    expect((await store.views('p'))[0]!.lastRun!.end).toBe(5n);
    expect((await contents(store)).size).toBe(1);
    expect(await run(store, view, { start: 0n, end: 9n })).toMatchObject({ written: 1, kept_newer: 1 });
  });

  it('is stopped between two batches, records no interval, and is completed by running again', async () => {
    const rows = sql`SELECT i::VARCHAR AS k0, make_timestamp(1000 + i) AS "at", NULL::TIMESTAMP AS made, i::DOUBLE AS x FROM range(20000) t(i)`;
    const view = { ...(await viewOf([], shape)), relation: { ...(await tableOf(engine, 'many', rows)), files: [] } };
    const store = memoryStore();
    const controller = new AbortController();
    // This store writes a batch as soon as it has it, so that by then two are written.
    let batches = 0;
    const watch = () => {
      if (++batches === 3) controller.abort();
    };
    const stopping = materializeView(
      { engine, tables: nativeTables(engine), store },
      view,
      { project: 'p', start: null, end: 50_000n, permit, now: () => 0n, watch },
      { signal: controller.signal },
    );
    await expect(stopping).rejects.toMatchObject({ code: 'cancelled' });
    const partial = (await contents(store)).size;
    expect(partial).toBeGreaterThan(0);
    expect(partial).toBeLessThan(20_000);
    expect((await store.views('p'))[0]!.lastRun).toBeNull();
    expect(await run(store, view, { end: 50_000n })).toMatchObject({ entities: 20_000, start: null });
    expect((await contents(store)).size).toBe(20_000);
  });

  it('records nothing where a file changed while it was read', async () => {
    const store = memoryStore();
    const view = await viewOf([row('a', 1n, 1n, 1)], shape);
    const changed = new AsofError('file_changed', { path: 's.csv' });
    const tables = { ...nativeTables(engine), verify: () => Promise.reject(changed) };
    const options = { project: 'p', start: null, end: 9n, permit, now: () => 0n };
    await expect(materializeView({ engine, tables, store }, view, options)).rejects.toBe(changed);
    expect((await store.views('p'))[0]!.lastRun).toBeNull();
  });

  it('serves no value of before what lay past a shorter TTL', async () => {
    const rows = [row('a', 1n, 1n, 1), row('a', 5n, 1n, 5), row('b', 2n, 1n, 2)];
    const bare = { ...shape, created: false };
    const store = memoryStore();
    await run(store, await viewOf(rows, { ...bare, ttl: 1n }), { end: 1n });
    const second = await run(store, await viewOf(rows, { ...bare, ttl: 1n }), { end: 10n });
    expect([second.start, second.rows_read]).toEqual(['1970-01-01T00:00:00.000001Z', 3]);
    expect(await contents(store)).toEqual(
      new Map([
        ['k0=a', [5n, 5]],
        ['k0=b', [2n, 2]],
      ]),
    );
  });

  it('reads what a shorter TTL had left out once it is raised', async () => {
    const rows = [row('a', 1n, 1n, 1), row('b', 9n, 1n, 9)];
    const store = memoryStore();
    await run(store, await viewOf(rows, { ...shape, created: false, ttl: 2n }), { end: 10n });
    expect([...(await contents(store)).keys()]).toEqual(['k0=b']);
    const raised = await viewOf(rows, { ...shape, created: false, ttl: 20n });
    expect((await run(store, raised, { end: 11n })).notes).toHaveLength(1);
    expect([...(await contents(store)).keys()].sort()).toEqual(['k0=a', 'k0=b']);
    expect((await run(store, raised, { end: 12n })).notes).toEqual([
      expect.stringContaining('nothing was read: no row') as string,
    ]);
  });

  it('reads what lay before the start of the first run once none is given, and says so before', async () => {
    const rows = [row('a', 1n, 1n, 1), row('b', 9n, 1n, 9)];
    const store = memoryStore();
    const view = await viewOf(rows, { ...shape, created: false });
    const first = await run(store, view, { start: 5n, end: 10n });
    expect(first.notes).toEqual([expect.stringMatching(/^1 row before the start, .*, is not read; the next run/)]);
    expect([...(await contents(store)).keys()]).toEqual(['k0=b']);
    await run(store, view, { end: 11n });
    expect([...(await contents(store)).keys()].sort()).toEqual(['k0=a', 'k0=b']);
    const short = await viewOf(rows, { ...shape, created: false, ttl: 5n });
    expect((await run(memoryStore(), short, { start: 6n, end: 10n })).notes).toBeUndefined();
  });

  it('reads late rows created in the very moment that was seen last', async () => {
    const store = memoryStore();
    await run(store, await viewOf([row('a', 5n, 7n, 1)], shape), { end: 9n });
    await run(store, await viewOf([row('a', 5n, 7n, 1), row('b', 4n, 7n, 2)], shape), { end: 10n });
    expect((await contents(store)).get('k0=b')).toEqual([4n, 2]);
  });

  it('lets a shorter run move the watermark back only where it writes over', async () => {
    const store = memoryStore();
    const view = await viewOf([row('a', 1n, 1n, 1), row('a', 8n, 1n, 8)], shape);
    const end = async () => (await store.views('p'))[0]!.lastRun!.end;
    await run(store, view, { end: 9n });
    await run(store, view, { start: 0n, end: 5n });
    expect([await end(), (await contents(store)).get('k0=a')]).toEqual([9n, [8n, 8]]);
    await run(store, view, { end: 5n, overwrite: true });
    expect([await end(), (await contents(store)).get('k0=a')]).toEqual([5n, [1n, 1]]);
    await run(store, view, { end: 9n });
    expect((await contents(store)).get('k0=a')).toEqual([8n, 8]);
  });

  it('begins nothing where what is remembered of its runs is damaged', async () => {
    const store = memoryStore();
    const view = await viewOf([row('a', 1n, 1n, 1)], shape);
    await run(store, view, { end: 5n });
    const damage = new AsofError('online_damaged', { what: 'run', view: 'v', key: 'k', store: 's' });
    const [state] = await store.views('p');
    store.views = () => Promise.resolve([{ ...state!, lastRun: null, damage }]);
    await expect(run(store, view, { end: 9n })).rejects.toBe(damage);
  });

  it('records nothing when the store has lost records meanwhile', async () => {
    const store = memoryStore();
    const view = await viewOf([row('a', 1n, 1n, 1)], shape);
    const forget = () => void store.forgetView('p', 'v', permit);
    await expect(run(store, view, { end: 9n, watch: forget })).rejects.toMatchObject({ code: 'online_restarted' });
    expect((await store.views('p'))[0]?.lastRun ?? null).toBeNull();
  });
});
