import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entityKey } from '../../../core/online/keys.ts';
import { memoryStore } from '../../../core/online/memory.ts';
import type { OnlineRecord, OnlineStore } from '../../../core/online/online-store.ts';
import type { OnlineValue } from '../../../core/online/schema.ts';
import type { PairClass } from '../../../core/skew/report.ts';
import { compareSkew, type SkewOptions } from '../../../core/skew/skew.ts';
import type { SkewPlan } from '../../../core/skew/plan-skew.ts';
import { sql } from '../../../core/sql/sql.ts';
import { engines, type Opened } from '../../support/engines.ts';
import { Random } from '../../support/random.ts';
import { onlinePlan, plannedView, type Shape, type SourceRow } from './planned.ts';
import { putRecords } from '../../support/put-records.ts';

interface Pair {
  entity: string;
  off_t: bigint | null;
  off_o: bigint | null;
  on_t: bigint | null;
  on_here: boolean;
  classes: PairClass[];
}

const types = ['DOUBLE', 'VARCHAR', 'BIGINT'];
const fields = (keys: number) => Array.from({ length: keys }, (_, i) => ({ name: `k${i}`, type: 'VARCHAR' }));

/** Spec sections 3 and 5 by loops. */
function expected(
  rows: readonly SourceRow[],
  records: readonly OnlineRecord[],
  shape: Shape,
  asOf: bigint,
  strict: boolean,
): (Pair & { bothNull: boolean[] })[] {
  const winners = new Map<string, { row: SourceRow; o: number; keys: (string | null)[] }>();
  rows.forEach((row, o) => {
    const entity = entityKey(fields(shape.keys), row.k);
    if (entity === null || row.t === null || (strict ? row.t >= asOf : row.t > asOf)) return;
    if (shape.ttl !== null && row.t < asOf - shape.ttl) return;
    if (shape.available && (row.a === null || row.a > asOf)) return;
    const old = winners.get(entity)?.row;
    const c = (one: SourceRow) => (shape.created ? (one.c ?? -1n) : 0n);
    if (!old || row.t > old.t! || (row.t === old.t && c(row) >= c(old))) winners.set(entity, { row, o, keys: row.k });
  });
  const stored = new Map(records.map((record) => [record.entity, record]));
  const byKeys = [...winners].sort(([, a], [, b]) => compareKeys(a.keys, b.keys));
  const onlyStored = [...stored.keys()].filter((entity) => !winners.has(entity)).sort();
  return [...byKeys.map(([entity]) => entity), ...onlyStored].flatMap((entity) => {
    const [winner, record] = [winners.get(entity), stored.get(entity)];
    const isHere = record !== undefined && (shape.ttl === null || record.t >= asOf - shape.ttl);
    if (!winner && !isHere) return [];
    const bothNull = types.map((_, i) => winner?.row.values[i] === null && isHere && record.values[i] === null);
    const classes = types.map((_, i): PairClass => {
      if (!record) return 'missing_online';
      if (!isHere) return 'stale';
      if (!winner) return record.t > (strict ? asOf - 1n : asOf) ? 'ahead' : 'missing_offline';
      const [off, on] = [winner.row.values[i]!, record.values[i]!];
      if (off === on || (Number.isNaN(off) && Number.isNaN(on))) return 'equal';
      if (typeof off === 'number' && typeof on === 'number' && Math.abs(off - on) < 1e-9) return 'close';
      return record.t < winner.row.t! ? 'stale' : record.t > winner.row.t! ? 'ahead' : 'mismatch';
    });
    const times = {
      off_t: winner?.row.t ?? null,
      off_o: winner ? BigInt(winner.o + 1) : null,
      on_t: record?.t ?? null,
    };
    return [{ entity, ...times, on_here: isHere, classes, bothNull }];
  });
}

function compareKeys(a: (string | null)[], b: (string | null)[]): number {
  for (const [i, key] of a.entries()) if (key !== b[i]) return key! < b[i]! ? -1 : 1;
  return 0;
}

describe.each(engines)('skew against the online store, in $name', ({ name, open }) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.close());

  async function compare(store: OnlineStore, plan: SkewPlan, options: Partial<SkewOptions> & { asOf: bigint }) {
    const { engine } = opened;
    const { report, pairs } = await compareSkew({ engine, store }, plan, { tolerance: null, sample: null, ...options });
    const rows = await engine.rows<Omit<Pair, 'classes'> & { n: bigint } & Record<'s0' | 's1' | 's2', PairClass>>(
      sql`SELECT n, entity, epoch_us(off_t) AS off_t, off_o, epoch_us(on_t) AS on_t, on_here, * EXCLUDE (n, entity, "at", off_t, off_c, off_o, on_t, on_here) FROM ${pairs.views[0]!.table} ORDER BY n`,
    );
    const { servedTypes } = pairs.views[0]!;
    await pairs.scratch.drop();
    expect(rows.map(({ n }) => n)).toEqual(rows.map((_, i) => BigInt(i)));
    return { report, rows, servedTypes };
  }

  async function leftovers(): Promise<number> {
    const [left] = await opened.engine.rows<{ n: number }>(
      sql`SELECT count(*)::DOUBLE AS n FROM duckdb_tables() WHERE table_name LIKE 'asof%'`,
    );
    return left!.n;
  }

  const target = (shape: Shape) => ({
    project: 'p',
    view: 'v',
    schema: { keys: fields(shape.keys), features: shape.types.map((type, i) => ({ name: `x${i}`, type })) },
    written: 1n,
  });

  const randomValues = (random: Random): OnlineValue[] => [
    random.one([null, 1.5, 2.5, 0.1 + 0.2, 0.3, NaN]),
    random.one([null, 'a', 'b', '']),
    random.one([null, 1n, 2n, 9_007_199_254_740_993n]),
  ];
  const randomKeys = (random: Random, keys: number) =>
    Array.from({ length: keys }, () => random.one(['a', 'b', 'c,d', 'é%', 'x=1']));

  it('finds the class of every pair, against loops over random rows', async () => {
    for (let seed = 0; seed < (name === 'DuckDB native' ? 40 : 10); seed++) {
      const random = new Random(seed);
      const shape: Shape = {
        keys: 1 + random.below(2),
        types,
        created: random.chance(0.5),
        available: random.chance(0.4),
        ttl: random.chance(0.5) ? BigInt(1 + random.below(30)) : null,
      };
      const asOf = BigInt(20 + random.below(60));
      const boundary = random.chance(0.3) ? 'strict' : 'inclusive';
      const rows = Array.from({ length: random.below(40) }, (): SourceRow => {
        const t = BigInt(random.below(80));
        return {
          k: randomKeys(random, shape.keys).map((key) => (random.chance(0.05) ? null : key)),
          t: random.chance(0.05) ? null : t,
          c: random.chance(0.2) ? null : BigInt(random.below(4)),
          a: random.chance(0.1) ? null : t + BigInt(random.below(20)),
          values: randomValues(random),
        };
      });
      const records = new Map<string, OnlineRecord>();
      for (let i = random.below(15); i > 0; i--) {
        const row = random.chance(0.6) && rows.length ? random.one(rows) : null;
        const keys = row ? row.k : randomKeys(random, shape.keys);
        const entity = entityKey(fields(shape.keys), keys);
        if (entity === null || (row && row.t === null)) continue;
        const values = row && random.chance(0.7) ? row.values : randomValues(random);
        records.set(entity, { entity, t: row?.t ?? BigInt(random.below(90)), c: null, values });
      }
      const store = memoryStore();
      await putRecords(store, target(shape), [...records.values()]);
      const plan = onlinePlan(await plannedView(opened.engine, rows, shape), { boundary });
      const { report, rows: found } = await compare(store, plan, { asOf });
      const wanted = expected(rows, [...records.values()], shape, asOf, boundary === 'strict');
      const pairs = found.map(({ entity, off_t, off_o, on_t, on_here, s0, s1, s2 }) => {
        return { entity, off_t, off_o, on_t, on_here, classes: [s0, s1, s2] };
      });
      expect(pairs, `seed ${seed}`).toEqual(wanted.map(({ bothNull, ...pair }) => pair));
      // A record that is no pair is past its TTL, and nothing counts offline.
      const expired = [...records.keys()].filter((entity) => !wanted.some((one) => one.entity === entity)).length;
      expect([report.entities, report.not_compared]).toEqual([wanted.length + expired, expired]);
      report.features.forEach((feature, i) => {
        const count = (one: PairClass) => wanted.filter(({ classes }) => classes[i] === one).length;
        const nulls = wanted.filter(({ bothNull }) => bothNull[i]).length;
        expect(feature, `seed ${seed}`).toMatchObject({
          entities: wanted.length + expired,
          pairs: wanted.length,
          nulls,
          equal: count('equal'),
          close: count('close'),
          mismatch: count('mismatch'),
          missing_online: count('missing_online'),
          missing_offline: count('missing_offline'),
          stale: count('stale'),
          ahead: count('ahead'),
          match_rate: wanted.length > nulls ? (count('equal') + count('close')) / wanted.length : null,
        });
        expect(feature.examples.length).toBe(Math.min(5, wanted.length - count('equal')));
      });
    }
    expect(await leftovers()).toBe(0);
  });

  const one: Shape = { keys: 1, types: ['DOUBLE'], created: false, available: false, ttl: 10n };
  const row = (k: string, t: bigint, x: OnlineValue): SourceRow => ({ k: [k], t, c: null, a: null, values: [x] });

  it('brings every type of the store back to compare it', async () => {
    const every: [type: string, values: OnlineValue[]][] = [
      ['BOOLEAN', [true, false, null]],
      ['TINYINT', [-128, 127, 0]],
      ['INTEGER', [-2_147_483_648, 2_147_483_647, null]],
      ['UINTEGER', [4_294_967_295, 0, 1]],
      ['BIGINT', [-(2n ** 63n), 2n ** 63n - 1n, 9_007_199_254_740_993n]],
      ['UBIGINT', [2n ** 64n - 1n, 0n, null]],
      ['FLOAT', [Math.fround(0.1), NaN, -Infinity]],
      ['DOUBLE', [0.1 + 0.2, 5e-324, -0]],
      ['VARCHAR', ['', 'Zoë "日本" \\ 👩‍🚀\n', null]],
      ['TIMESTAMP', [1n, -1n, 1_714_554_000_123_456n]],
      ['TIMESTAMP WITH TIME ZONE', [1_714_554_000_000_001n, 0n, null]],
      ['TIMESTAMP_S', [1_714_554_000_000_000n, 0n, null]],
      ['DECIMAL(38,10)', ['1234567890123456789012345678.0123456789', '-0.0000000001', null]],
      ['DATE', ['2024-02-29', '1969-12-31', null]],
      ['TIME', ['12:34:56.000001', null, '00:00:00']],
      ['UUID', ['6dd8d8b4-3c6b-4b4a-9b0a-0e9b7f5f6f10', null, null]],
      ['HUGEINT', ['170141183460469231731687303715884105727', '-1', null]],
      ['BIGINT[]', [[], [1n, null, 9_007_199_254_740_993n], null]],
      ['DOUBLE[]', [[1.5, NaN, -0, Infinity, null], [], [0.1]]],
      ['VARCHAR[]', [['', 'a, "b"', null, "it's", 'NULL', ' x ', '\\', '[1]'], null, []]],
      ['FLOAT[2]', [[0.5, Math.fround(0.1)], null, [1, 2]]],
      ['INTEGER[][]', [[[1, 2], [], null], null, []]],
      ['TIMESTAMP[]', [[1_714_554_000_123_456n, null], [], null]],
      ['BOOLEAN[]', [[true, null, false], null, []]],
      ['DECIMAL(9,2)[]', [['1.50', null], null, []]],
    ];
    const shape: Shape = { ...one, types: every.map(([type]) => type), ttl: null };
    const rows = [0, 1, 2].map((r): SourceRow => ({
      ...row(`e${r}`, 1n, 0),
      values: every.map(([, values]) => values[r]!),
    }));
    const store = memoryStore();
    await putRecords(
      store,
      target(shape),
      rows.map(({ k, t, values }) => ({ entity: `k0=${k[0]!}`, t: t!, c: null, values })),
    );
    const plan = onlinePlan(await plannedView(opened.engine, rows, shape));
    const { report } = await compare(store, plan, { asOf: 2n });
    const unequal = report.features
      .filter(({ equal }) => equal !== 3)
      .map(({ type, examples }) => ({ type, examples }));
    expect(unequal).toEqual([]);
  });

  it('reads records of older layouts, and tells a feature that they lack from one that is null', async () => {
    const shape: Shape = { ...one, types: ['BIGINT', 'VARCHAR'] };
    const rows = ['a', 'b', 'c', 'd'].map((k, i): SourceRow => ({ ...row(k, 5n, 0), values: [BigInt(i), null] }));
    const store = memoryStore();
    const older = { ...target(shape), schema: { keys: fields(1), features: [{ name: 'x0', type: 'DOUBLE' }] } };
    await putRecords(store, older, [
      { entity: 'k0=a', t: 5n, c: null, values: [0] },
      { entity: 'k0=b', t: 4n, c: null, values: [1.5] },
    ]);
    await putRecords(store, target(shape), [
      { entity: 'k0=c', t: 5n, c: null, values: [2n, null] },
      { entity: 'k0=d', t: 5n, c: null, values: [7n, 'x'] },
    ]);
    const { rows: found } = await compare(store, onlinePlan(await plannedView(opened.engine, rows, shape)), {
      asOf: 6n,
    });
    expect(found.map(({ s0, s1 }) => [s0, s1])).toEqual([
      ['equal', 'missing_online'],
      ['stale', 'stale'],
      ['equal', 'equal'],
      ['mismatch', 'mismatch'],
    ]);
  });

  it('takes the same entities for a sample every time, and all of a smaller one for a larger', async () => {
    const rows = Array.from({ length: 300 }, (_, i) => row(`c${i}`, 5n, i));
    const store = memoryStore();
    await putRecords(
      store,
      target(one),
      Array.from({ length: 300 }, (_, i) => ({ entity: `k0=c${i + 100}`, t: 5n, c: null, values: [i + 100] })),
    );
    const plan = onlinePlan(await plannedView(opened.engine, rows, one));
    const small = await compare(store, plan, { asOf: 6n, sample: 20 });
    const large = await compare(store, plan, { asOf: 6n, sample: 80 });
    const names = ({ rows: found }: typeof small) => found.map(({ entity }) => entity);
    expect(names(large)).toHaveLength(80);
    expect(names(large)).toEqual(expect.arrayContaining(names(small)));
    expect(names(small).sort()).toEqual(theSmallest);
    expect(small.report).toMatchObject({ entities: 20, sample: { asked: 20, share: 0.05, complete: true } });
    const classes = large.rows.map(({ entity, s0 }) => {
      const i = Number(entity.slice('k0=c'.length));
      return s0 === (i < 100 ? 'missing_online' : i < 300 ? 'equal' : 'missing_offline');
    });
    expect(classes.every(Boolean)).toBe(true);
  });

  it('asks a sample alone of a store', async () => {
    const store = memoryStore();
    const rows = Array.from({ length: 50 }, (_, i) => row(`c${i}`, 5n, i));
    await putRecords(
      store,
      target(one),
      rows.map(({ k, values }) => ({ entity: `k0=${k[0]!}`, t: 5n, c: null, values })),
    );
    let asked = 0;
    const counting: OnlineStore = {
      ...store,
      info: store.info,
      entities: (...input) => store.entities(...input),
      async *scan(...input) {
        for await (const part of store.scan(...input)) {
          asked += part.entities.length;
          yield part;
        }
      },
      get: (project, wanted, run) => {
        asked += wanted.length;
        return store.get(project, wanted, run);
      },
    };
    const plan = onlinePlan(await plannedView(opened.engine, rows, one));
    await compare(counting, plan, { asOf: 6n, sample: 7 });
    expect(asked).toBe(7);
    await compare(counting, plan, { asOf: 6n });
    expect(asked).toBe(7 + 50);
  });

  it('stops listing a store that has too many names for a sample, and says so', async () => {
    const store = memoryStore();
    const endless: OnlineStore = {
      ...store,
      async *entities() {
        for (;;) yield await Promise.resolve(['k0=c7']);
      },
      get: (...input) => store.get(...input),
    };
    const plan = onlinePlan(await plannedView(opened.engine, [row('c1', 5n, 1)], one));
    const { report } = await compare(endless, plan, { asOf: 6n, sample: 5 });
    expect(report.sample).toEqual({ asked: 5, share: 1, complete: false });
    expect(report.features[0]).toMatchObject({ pairs: 1, missing_online: 1 });
  });

  it('leaves no table when it is cancelled or the store fails', async () => {
    const rows = Array.from({ length: 10 }, (_, i) => row(`c${i}`, 5n, i));
    const plan = onlinePlan(await plannedView(opened.engine, rows, one));
    const controller = new AbortController();
    controller.abort();
    const options = { asOf: 6n, tolerance: null, sample: null };
    const { engine } = opened;
    const stopped = compareSkew({ engine, store: memoryStore() }, plan, options, { signal: controller.signal });
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
    const store = memoryStore();
    const broken: OnlineStore = {
      ...store,
      entities: (...input) => store.entities(...input),
      scan: (...input) => store.scan(...input),
      get: () => Promise.reject(new Error('lost')),
    };
    await expect(compareSkew({ engine, store: broken }, plan, options)).rejects.toThrow('lost');
    expect(await leftovers()).toBe(0);
  });
});

/** Of k0=c0 to k0=c399, those with the least MD5, from `md5sum`. */
const theSmallest = [
  'k0=c105',
  'k0=c110',
  'k0=c116',
  'k0=c146',
  'k0=c224',
  'k0=c253',
  'k0=c255',
  'k0=c269',
  'k0=c270',
  'k0=c28',
  'k0=c293',
  'k0=c310',
  'k0=c316',
  'k0=c333',
  'k0=c334',
  'k0=c367',
  'k0=c375',
  'k0=c70',
  'k0=c75',
  'k0=c91',
];
