import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../../../core/sql/sql.ts';
import { findCauses } from '../../../../core/skew/causes/find-causes.ts';
import { engines, type Opened } from '../../../support/engines.ts';
import { innocent, mistakes, planted, type Mistake } from './catalogue.ts';
import { found, plant, type Plan, type PlantedFeature } from './planted.ts';

const money = { type: 'DOUBLE', value: 'u(1) * 1000' };
const tiers = { type: 'VARCHAR', value: "['Gold', 'Silver', 'Iron'][1 + floor(u(1) * 3)::INT]" };
const flags = { type: 'BOOLEAN', value: 'u(1) < 0.5' };
const instants = { type: 'TIMESTAMP', value: 'make_timestamp(1709251200000000 + (u(1) * 1e12)::BIGINT)' };

describe.each(engines)('causes, in $name', ({ name: engine, open }) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await open({ threads: 1 });
  });
  afterAll(() => opened.close());

  async function said(plan: Omit<Plan, 'seed' | 'rows'> & { rows?: number }): Promise<[string, number, string][][]> {
    const { causes } = await found(opened.engine, { seed: 7, rows: 500, ...plan });
    return causes.map((all) => all.map(({ cause, rows, detail }) => [cause, rows, detail]));
  }

  it.each(inTables(mistakes))('finds each mistake alone, in every row that it changed: %s', async (_, some) => {
    const features = some.map((feature) => planted(feature, 0.4));
    const { causes, odd } = await found(opened.engine, { seed: 11, against: 'log', rows: 500, features });
    some.forEach(({ name, cause, says, needs }, i) => {
      if (odd[i]! < needs) return;
      expect(
        causes[i]!.map((one) => [one.cause, one.rows]),
        name,
      ).toEqual([[cause, odd[i]]]);
      expect(causes[i]![0]!.detail, name).toMatch(says);
    });
  });

  // That asks all the SQL that there is; what follows is what is chosen among its answers, the same on both.
  if (engine !== engines[0]!.name) return;

  it('finds nothing in what is right, or noise, or steps and scales that nobody knows', async () => {
    const features = innocent.map((feature) => planted(feature, 0.4));
    const { causes } = await found(opened.engine, { seed: 11, against: 'log', rows: 500, features });
    expect(causes).toEqual(innocent.map(() => []));
  });

  it('shows a pair for each cause', async () => {
    const features = [{ ...money, served: 'f * 100' }];
    const { causes } = await found(opened.engine, { seed: 3, against: 'online', rows: 20, entities: 20, features });
    const { example } = causes[0]![0]!;
    expect(example).toMatchObject({ entity: expect.stringMatching(/^key=\d+$/) as string, at: '2024-04-30T00:00:00Z' });
    expect([example.class, Number(example.online)]).toEqual(['mismatch', Number(example.offline) * 100]);
  });

  it('finds several causes of one feature, and claims no row twice', async () => {
    const many: PlantedFeature = {
      type: 'DOUBLE',
      value: 'CASE WHEN u(2) < 0.1 THEN NULL ELSE u(1) * 1000 END',
      served: `CASE WHEN f IS NULL THEN 0 WHEN share < 0.30 THEN round(f, 2) WHEN share < 0.50 THEN f::FLOAT
        WHEN share < 0.60 THEN coalesce(prev, f) WHEN share < 0.65 THEN f * 100 WHEN share < 0.69 THEN f - 3 ELSE f END`,
    };
    const spelled = {
      ...tiers,
      served: `CASE WHEN share < 0.3 THEN lower(f) WHEN share < 0.5 THEN f || ' ' ELSE f END`,
    };
    const clocks = {
      ...instants,
      served: `CASE WHEN share < 0.5 THEN f - INTERVAL 5 HOUR WHEN share < 0.9 THEN f - INTERVAL 4 HOUR ELSE f END`,
    };
    const { causes, odd } = await found(opened.engine, {
      seed: 5,
      against: 'log',
      rows: 1500,
      features: [many, spelled, clocks],
    });
    const kinds = causes.map((all) => all.map(({ cause }) => cause).sort());
    expect(kinds).toEqual([
      ['factor', 'float32', 'null_filled', 'offset', 'rounded', 'stale_row'],
      ['case', 'whitespace'],
      ['offset', 'offset'],
    ]);
    expect(causes.map((all) => all.reduce((sum, { rows }) => sum + rows, 0))).toEqual(odd);
    for (const all of causes)
      expect(all.map(({ rows }) => rows)).toEqual(all.map(({ rows }) => rows).sort((a, b) => b - a));
  });

  it('tells the run that the store is of, even by flags, where records carry their time', async () => {
    const late = 'CASE WHEN is_late THEN early ELSE f END';
    const plan = { against: 'online', entities: 500, lateRun: 1 } as const;
    const [number, flag, both] = await said({
      ...plan,
      features: [
        { ...money, served: late },
        { ...flags, served: late },
        { ...money, served: 'CASE WHEN share < 0.5 THEN early ELSE round(early, 1) END' },
      ],
    });
    const run = ['run', expect.any(Number), expect.stringMatching(/^an earlier run, as of 3[01] Mar 2024 \d\d:00$/)];
    expect([number, flag]).toEqual([[run], [run]]);
    expect(both!.map(([cause]) => cause)).toEqual(['run']);
  });

  it('tells the run that a log was served from, by its values', async () => {
    const [whole] = await said({
      against: 'log',
      features: [{ ...money, served: 'CASE WHEN at > run THEN early ELSE f END' }],
    });
    expect(whole).toEqual([
      ['run', expect.any(Number), expect.stringMatching(/^an earlier run, as of 3[01] Mar 2024 \d\d:00$/)],
    ]);
  });

  it.each([0.02, 0.15, 0.5])('calls it no run where only some entities stood still: a share of %d', async (part) => {
    const late = 'CASE WHEN is_late THEN early ELSE f END';
    const [store] = await said({
      against: 'online',
      entities: 800,
      rows: 800,
      lateRun: part,
      features: [{ ...money, served: late }],
    });
    expect(store).toEqual([
      ['still', expect.any(Number), expect.stringMatching(/^\d+ entities stood still, as of 3[01] Mar 2024 \d\d:00$/)],
    ]);
    const [log] = await said({
      against: 'log',
      entities: 50,
      rows: 600,
      features: [{ ...money, served: `CASE WHEN own < ${part} AND at > run THEN early ELSE f END` }],
    });
    expect(log).toEqual([
      ['still', expect.any(Number), expect.stringMatching(/^(\d+ entities|one entity) stood still/)],
    ]);
  });

  it('names the one entity that stood still', async () => {
    const [stuck] = await said({
      against: 'log',
      entities: 50,
      rows: 800,
      features: [{ ...money, served: 'CASE WHEN key = 17 AND at > run THEN early ELSE f END' }],
    });
    expect(stuck).toEqual([['still', expect.any(Number), 'one entity stood still: key=17']]);
  });

  it('tells two columns that are swapped, in all rows or some, and one that is there twice', async () => {
    const counts = { type: 'BIGINT', value: 'floor(u(1) * 100000)' };
    const names = { type: 'VARCHAR', value: "'Name ' || floor(u(1) * 200)::INT" };
    const [a, b, c, d, e, f, g] = await said({
      against: 'log',
      features: [
        { ...money, served: 'next' },
        { ...money, served: 'former' },
        { ...counts, served: 'CASE WHEN both < 0.3 THEN next ELSE f END' },
        { ...counts, served: 'CASE WHEN both < 0.3 THEN former ELSE f END' },
        { ...names, served: 'next' },
        { ...names, served: 'f' },
        { ...tiers, served: 'f' },
      ],
    });
    const columns = (detail: string) => [['columns', expect.any(Number), detail]];
    expect([a, b]).toEqual([columns('swapped with f1'), columns('swapped with f0')]);
    expect([c, d]).toEqual([columns('swapped with f3'), columns('swapped with f2')]);
    expect([e, f, g]).toEqual([columns('the value of f5'), [], []]);
  });

  it('tells two causes apart that are of one kind, or nearly', async () => {
    const features = [
      'CASE WHEN f IS NULL OR share < 0.3 THEN 0 ELSE f END',
      'CASE WHEN f > 800 THEN 800 WHEN f < 100 THEN 100 ELSE f END',
      'CASE WHEN share < 0.3 THEN f::FLOAT WHEN share < 0.6 THEN round(f, 2) ELSE f END',
      'CASE WHEN share < 0.3 THEN ln(1 + f) WHEN share < 0.6 THEN (f - 500) / 288 ELSE f END',
    ].map((served) => ({ type: 'DOUBLE', value: 'CASE WHEN u(9) < 0.1 THEN NULL ELSE u(1) * 1000 END', served }));
    const found = await said({ against: 'log', features });
    expect(found.map((all) => all.map(([, , detail]) => detail).sort())).toEqual([
      ['0 in place of values', 'null filled with 0'],
      ['cut off above 800', 'cut off below 100'],
      ['rounded to 2 places', 'stored as a 32-bit float'],
      ['a standard score: less 500, over 288', 'replaced by its log1p'],
    ]);
  });

  it('tells how many versions and how long a record is behind where no one run explains it', async () => {
    const { pairs, scratch } = await plant(opened.engine, {
      seed: 9,
      against: 'online',
      rows: 300,
      entities: 300,
      features: [{ ...money, served: 'coalesce(prev, f)' }],
    });
    const table = await scratch.table(
      'stale',
      sql`SELECT * EXCLUDE (p_t) REPLACE (coalesce(p_t, on_t) AS on_t, CASE WHEN f0 = g0 THEN 'equal' ELSE 'stale' END AS s0)
FROM (SELECT p.*, (SELECT max(h.t) FROM ${pairs.planned.view.relation.from} h WHERE h.key = p.k0 AND h.t < p.off_t) AS p_t FROM ${pairs.table} p)`,
    );
    const [causes] = await findCauses(opened.engine, { ...pairs, table });
    await scratch.drop();
    expect(causes!.map(({ cause, detail }) => [cause, detail])).toEqual([
      ['stale_row', expect.stringMatching(/^stale by one version, \d+ days in the middle case$/)],
    ]);
  });

  it('finds another TTL on the online side, with the age where it cuts', async () => {
    const features = [money, flags].map((feature) => ({ ...feature, served: 'CASE WHEN age < 7 THEN f END' }));
    const shorter = await said({ against: 'log', ttlDays: 30, features });
    for (const one of shorter) expect(one).toEqual([['ttl', expect.any(Number), 'missing when older than 7 days']]);
    const gone = await said({
      against: 'online',
      entities: 500,
      missing: 'age > 8',
      features: [{ ...flags, served: 'f' }],
    });
    expect(gone).toEqual([[['ttl', expect.any(Number), 'missing when older than 8 days']]]);
    const longer = await said({
      against: 'log',
      ttlDays: 7,
      features: [{ ...money, served: 'coalesce(f, unlimited)' }],
    });
    expect(longer).toEqual([
      [['ttl', expect.any(Number), expect.stringMatching(/^served past the TTL of 7 days, up to \d+ days old$/)]],
    ]);
  });

  it('takes records that are missing by chance for just that', async () => {
    const features = [money, flags].map((feature) => ({ ...feature, served: 'f' }));
    expect(await said({ against: 'online', entities: 500, missing: 'share < 0.3', features })).toEqual([[], []]);
  });

  it('finds another boundary by the rows at the very moment', async () => {
    const features = [money, tiers].map((feature) => ({ ...feature, served: 'coalesce(strict, f)' }));
    for (const one of await said({ against: 'log', sharp: 0.2, features }))
      expect(one).toEqual([['boundary', expect.any(Number), 'rows at the very moment left out']]);
  });

  it('calls categories that are all swapped so, and not older rows that happen to have the other one', async () => {
    const served = "CASE f WHEN 'Gold' THEN 'Silver' WHEN 'Silver' THEN 'Gold' ELSE f END";
    const plan = { against: 'log' as const, rows: 3000, entities: 400, versions: 6, features: [{ ...tiers, served }] };
    const { causes, odd } = await found(opened.engine, { seed: 7, ...plan });
    expect(causes[0]!.map(({ cause, rows }) => [cause, rows])).toEqual([['swapped', odd[0]]]);
  });

  it('calls a flag swapped only where hardly any is right', async () => {
    const features = [
      { ...flags, served: 'NOT f' },
      planted({ ...flags, served: 'CASE WHEN share < PART THEN NOT f ELSE f END' }, 0.5),
    ];
    const [always, halfway] = await said({ against: 'online', entities: 500, features });
    expect(always).toEqual([['swapped', 500, expect.stringMatching(/^(true and false|false and true) swapped$/)]]);
    expect(halfway).toEqual([]);
  });

  it('wants more than a handful by chance', async () => {
    const features = [0.004, 0.02].map((part) =>
      planted({ ...money, served: 'CASE WHEN share < PART THEN f * 100 ELSE f END' }, part),
    );
    const { causes, odd } = await found(opened.engine, {
      seed: 2,
      against: 'online',
      rows: 600,
      entities: 600,
      features,
    });
    expect([odd[0]! < 5, odd[1]! >= 5]).toEqual([true, true]);
    expect(causes.map((all) => all.map(({ rows }) => rows))).toEqual([[], [odd[1]]]);
  });

  it('has nothing to say of no pairs', async () => {
    const { pairs, scratch } = await plant(opened.engine, {
      seed: 1,
      against: 'log',
      rows: 50,
      features: [{ ...money, served: 'f' }],
    });
    const none = { ...pairs, table: sql`(SELECT * FROM ${pairs.table} WHERE FALSE)`, rows: 0 };
    expect(await findCauses(opened.engine, none)).toEqual([[]]);
    await scratch.drop();
  });
});

/** So many that a test of them is done in seconds, with their names. */
function inTables(all: readonly Mistake[]): [string, Mistake[]][] {
  const size = 12;
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => {
    const some = all.slice(i * size, (i + 1) * size);
    return [some.map(({ name }) => name).join(', '), some];
  });
}
