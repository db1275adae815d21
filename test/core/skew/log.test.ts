import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { FeatureRef } from '../../../core/model/feature-ref.ts';
import type { SkewQuestion } from '../../../core/question/skew.ts';
import { planSkew } from '../../../core/skew/plan-skew.ts';
import type { PairClass, SkewReport } from '../../../core/skew/report.ts';
import { compareSkew } from '../../../core/skew/skew.ts';
import { sql } from '../../../core/sql/sql.ts';
import { formatIso } from '../../../core/time/instant.ts';
import { openWorkspace } from '../../../core/workspace/workspace.ts';
import { engines, type Opened } from '../../support/engines.ts';
import { Random } from '../../support/random.ts';

const definitions = (ttl: string, more = '') => `project: shop
entities:
  - {name: customer, join_keys: [customer_id]}
sources:
  - {name: stats, path: stats.csv, timestamp_field: at${more}}
feature_views:
  - {name: stats_v1, entities: [customer], source: stats, ttl: ${ttl}}
labels:
  - {name: served, path: log.csv, entities: [customer], timestamp_field: served_at}
`;
const everything: FeatureRef[] = [{ view: 'stats_v1', feature: '*' }];
const day = 86_400_000_000n;
const instant = (days: number) => formatIso(BigInt(days) * day);

interface Row {
  id: string;
  at: number;
  known: number;
  x: number | null;
  tier: string | null;
}
interface Logged {
  id: string;
  at: number;
  x: number | null;
  tier: string | null;
  time: number | null;
}

describe.each(engines)('skew against a served log, in $name', ({ name, open }) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.close());

  let folders = 0;
  async function compare(
    files: { yaml: string; stats: string; log: string },
    request: Partial<SkewQuestion> = {},
    options: { sample?: number; tolerance?: number } = {},
  ): Promise<{ report: SkewReport; classes: PairClass[][]; n: bigint[] }> {
    const folder = `w${++folders}`;
    await opened.put(`${folder}/stats.csv`, files.stats);
    await opened.put(`${folder}/log.csv`, files.log);
    const { engine, tables } = opened;
    const source = { root: `${opened.root}/${folder}`, text: files.yaml };
    const workspace = openWorkspace(source, engine, tables);
    const plan = await planSkew(workspace, { features: everything, log: 'served', ...request });
    const all = { asOf: 0n, tolerance: options.tolerance ?? null, sample: options.sample ?? null };
    const { report, pairs } = await compareSkew({ engine, store: null }, plan, all);
    const view = pairs.views[0]!;
    const rows = await engine.rows<Record<string, PairClass> & { n: bigint }>(sql`FROM ${view.table} ORDER BY n`);
    await pairs.scratch.drop();
    const classes = rows.map((row) => view.planned.features.map((_, i) => row[`s${i}`]!));
    return { report, classes, n: rows.map((row) => row.n) };
  }

  it.runIf(name === 'DuckDB native')('asks of a hundred features not a hundred times as much', async () => {
    const asked = async (many: number): Promise<number> => {
      const names = Array.from({ length: many }, (_, i) => `x${i}`);
      const values = (from: number) => names.map((_, i) => i + from).join();
      const rows = (more: number) => [0, 1].map((id) => `${id},${instant(id + more)},${values(id)}`);
      // The last of the features differs in one row.
      const odd = (row: string) => row.replace(/\d+$/, '77');
      const statements = vi.spyOn(opened.engine, 'rows');
      const { report } = await compare({
        yaml: definitions('0'),
        stats: ['customer_id,at,' + names.join(), ...rows(1)].join('\n'),
        log: ['customer_id,served_at,' + names.map((one) => `stats_v1__${one}`).join(), ...rows(9).map(odd)].join('\n'),
      });
      expect(report.features.map(({ equal }) => equal)).toEqual(names.map((_, i) => (i < many - 1 ? 2 : 0)));
      const { length } = statements.mock.calls;
      statements.mockRestore();
      return length;
    };
    expect((await asked(100)) - (await asked(1))).toBeLessThan(20);
  });

  it('finds the class of every pair, against loops over random rows', async () => {
    for (let seed = 0; seed < (name === 'DuckDB native' ? 30 : 8); seed++) {
      const random = new Random(seed);
      const [ttl, available, timed] = [random.chance(0.5) ? 8 : 0, random.chance(0.5), random.chance(0.5)];
      const ids = ['a', 'b', 'c'];
      const values = () => ({
        x: random.one([null, 1.5, 2.5, 0.30000000000000004, 0.3]),
        tier: random.one([null, 'gold', 'free']),
      });
      const rows = Array.from({ length: 1 + random.below(25) }, (): Row => {
        const at = random.below(40);
        return { id: random.one(ids), at, known: at + random.below(10), ...values() };
      });
      const logged = Array.from({ length: 1 + random.below(25) }, (): Logged => {
        const at = random.below(50);
        const row = random.one(rows);
        const served = random.chance(0.6) ? { x: row.x, tier: row.tier } : values();
        const time = random.chance(0.2) ? null : random.chance(0.5) ? row.at : random.below(50);
        const nothing = random.chance(0.2) ? { x: null, tier: null } : {};
        return { id: random.chance(0.5) ? row.id : random.one([...ids, 'd']), at, ...served, ...nothing, time };
      });
      const pick = ({ id, at }: Logged) =>
        rows.reduce<Row | null>((best, row) => {
          if (row.id !== id || row.at > at || (ttl > 0 && row.at < at - ttl) || (available && row.known > at))
            return best;
          return best && best.at > row.at ? best : row;
        }, null);
      const wanted = logged.flatMap((one, n) => {
        const row = pick(one);
        const all = [one.x, one.tier].every((value) => value === null);
        const here = timed ? one.time !== null : !all || (row !== null && row.x === null && row.tier === null);
        if (!row && !here) return [];
        const classOf = (off: number | string | null, on: number | string | null): PairClass => {
          if (!here) return 'missing_online';
          if (!row) return timed && one.time! > one.at ? 'ahead' : 'missing_offline';
          if (off === on) return 'equal';
          if (typeof off === 'number' && typeof on === 'number' && Math.abs(off - on) < 1e-9) return 'close';
          if (timed && one.time! !== row.at) return one.time! < row.at ? 'stale' : 'ahead';
          return 'mismatch';
        };
        return [{ n: BigInt(n), classes: [classOf(row?.x ?? null, one.x), classOf(row?.tier ?? null, one.tier)] }];
      });
      const line = (cells: (string | number | null)[]) => cells.map((cell) => cell ?? '').join();
      const stats = rows.map(({ id, at, known, x, tier }) => line([id, instant(at), instant(known), x, tier]));
      const log = logged.map(({ id, at, x, tier, time }) => {
        return line([id, instant(at), x, tier, ...(timed ? [time === null ? null : instant(time)] : [])]);
      });
      const found = await compare({
        yaml: definitions(`${ttl}d`, available ? ', available_at: known' : ', field_mapping: {known: known}').replace(
          'ttl: ',
          'features: [{name: x}, {name: tier}], ttl: ',
        ),
        // A first line, so that types do not depend on what chance left out.
        stats: ['customer_id,at,known,x,tier', `z,${instant(0)},${instant(0)},0.5,none`, ...stats].join('\n'),
        log: [`customer_id,served_at,stats_v1__x,tier${timed ? ',stats_v1__event_timestamp' : ''}`, ...log].join('\n'),
      });
      expect(found.n, `seed ${seed}`).toEqual(wanted.map(({ n }) => n));
      expect(found.classes, `seed ${seed}`).toEqual(wanted.map(({ classes }) => classes));
      expect(found.report).toMatchObject({ against: 'served', as_of: null, entities: logged.length, sample: null });
    }
  });

  /** 200 customers with three rows each: a value like no other, a flag and a small count. */
  const many = Array.from({ length: 600 }, (_, i) => {
    const [id, version] = [Math.floor(i / 3), i % 3];
    return { id, at: 10 + version * 5, x: i + 0.25, flag: (id + version) % 2 === 0, n: (i * 7) % 11 };
  });
  const manyStats = [
    'customer_id,at,x,flag,n',
    ...many.map(({ id, at, x, flag, n }) => [id, instant(at), x, flag, n].join()),
  ];
  const logOf = (columns: string, served: (id: number) => (string | number | boolean)[]) =>
    [
      `customer_id,served_at,${columns}`,
      ...Array.from({ length: 200 }, (_, id) => [id, instant(30), ...served(id)].join()),
    ].join('\n');
  const version = (id: number, v: number) => many[id * 3 + v]!;
  const counts = ({ report }: { report: SkewReport }, feature: string) => {
    const { equal, mismatch, stale, ahead } = report.features.find((one) => one.feature === feature)!;
    return { equal, mismatch, stale, ahead };
  };

  it('tells an older row by its values, and a flag with it', async () => {
    const log = logOf('x,flag,n', (id) => {
      const { x, flag, n } = version(id, id < 50 ? 1 : 2);
      return [x, flag, n];
    });
    const found = await compare({ yaml: definitions('0'), stats: manyStats.join('\n'), log });
    expect(counts(found, 'x')).toEqual({ equal: 150, mismatch: 0, stale: 50, ahead: 0 });
    expect(counts(found, 'flag')).toEqual({ equal: 150, mismatch: 0, stale: 50, ahead: 0 });
  });

  it('does not take a flag or a small count that equals an older one by chance for stale', async () => {
    const log = logOf('flag,n', (id) => [!version(id, 2).flag, version(id, 1).n]);
    const found = await compare({ yaml: definitions('0'), stats: manyStats.join('\n'), log });
    expect(counts(found, 'flag')).toEqual({ equal: 0, mismatch: 200, stale: 0, ahead: 0 });
    expect(counts(found, 'n')).toMatchObject({ stale: 0, ahead: 0 });
  });

  it('tells a row from the future of the serving time', async () => {
    const log = logOf('x', (id) => [version(id, 2).x]).replaceAll(instant(30), instant(16));
    const found = await compare({ yaml: definitions('0'), stats: manyStats.join('\n'), log });
    expect(counts(found, 'x')).toEqual({ equal: 0, mismatch: 0, stale: 0, ahead: 200 });
  });

  it('takes whole entities for a sample', async () => {
    const log = logOf('x', (id) => [version(id, 2).x]);
    const twice = `${log}\n${log.split('\n').slice(1).join('\n')}`;
    const files = { yaml: definitions('0'), stats: manyStats.join('\n'), log: twice };
    const { report } = await compare(files, {}, { sample: 20 });
    expect(report).toMatchObject({ entities: 40, sample: { asked: 20, share: 0.1, complete: true } });
    expect((await compare(files, {}, { sample: 20 })).report).toEqual(report);
  });

  const small = { stats: 'customer_id,at,x,seen\n1,2024-03-01,1.5,2024-02-01\n', yaml: definitions('0') };

  it('guesses keys and serving time of a file, whatever is served', async () => {
    const log = 'customer_id,stats_v1__event_timestamp,seen,served_at,x\n1,2024-03-01,2024-02-01,2024-03-05,1.5\n';
    const { report } = await compare({ ...small, log }, { log: 'log.csv' });
    expect(report.features.map(({ feature, equal }) => [feature, equal])).toEqual([
      ['x', 1],
      ['seen', 1],
    ]);
  });

  it('compares the features that the log has, and refuses those asked for that it has not', async () => {
    const log = 'customer_id,served_at,y,seen\n1,2024-03-05,1.5,2024-02-01\n';
    const { report } = await compare({ ...small, log });
    expect(report.features.map(({ feature }) => feature)).toEqual(['seen']);
    const named = [{ view: 'stats_v1', feature: 'x' }];
    await expect(compare({ ...small, log }, { features: named })).rejects.toMatchObject({
      code: 'column_missing',
      title: 'served has no column "stats_v1__x"',
    });
    const none = 'customer_id,served_at,stats_v1__sen\n1,2024-03-05,1.5\n';
    await expect(compare({ ...small, log: none })).rejects.toMatchObject({ code: 'column_missing' });
  });

  it('leaves out rows without a key or a serving time, and reads text and zones', async () => {
    const log = `customer_id,served_at,x,seen
1,2024-03-05T00:00:00+01:00,1.5,2024-02-01T01:00:00+01:00
,2024-03-05T00:00:00+01:00,1.5,n/a
1,,1.5,
`;
    const { report } = await compare({ ...small, log });
    expect(report.features.map(({ pairs, equal }) => [pairs, equal])).toEqual([
      [1, 1],
      [1, 1],
    ]);
  });
});
