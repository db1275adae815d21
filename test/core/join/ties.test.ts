import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultJoinOptions } from '../../../core/join/request.ts';
import { joinFacts, unknownFacts } from '../../../core/join/ties.ts';
import { openNative, type NativeEngine } from '../../../core/node/duckdb-native.ts';
import { sql, unsafe } from '../../../core/sql/sql.ts';
import type { BoundKey, BoundView } from '../../../core/table/bound.ts';
import type { Relation } from '../../../core/table/relation.ts';
import { tableOf } from '../../support/table-of.ts';

const many = { rows: 200_000, plain: true, smallKeys: true };
const plan = { options: defaultJoinOptions };
const uuid = '6f9619ff-8b86-d011-b42d-00c04fc964ff';

describe('what is proved of a source before it is joined', () => {
  let engine: NativeEngine;
  beforeAll(async () => {
    engine = await openNative();
  });
  afterAll(() => engine.close());

  const relationOf = (rows: string) =>
    tableOf(engine, 'source', unsafe(`SELECT * FROM (VALUES ${rows}) AS s(key, own, t)`));
  function viewOf(relation: Relation, keys: Partial<BoundKey>[] = [{}]): BoundView {
    const own = relation.columns.map(({ name, type }) => ({ name, column: name, type }));
    const at = sql`make_timestamp(t::BIGINT)`;
    return {
      name: 'view',
      relation,
      keys: keys.map((key, i) => ({ ...own[i]!, ...key })),
      timestamp: { column: 't', at },
      created: null,
      available: null,
      ttl: null,
      features: [],
      inferred: [],
    };
  }
  const proved = async (rows: string, keys?: Partial<BoundKey>[]) =>
    joinFacts(engine, plan, viewOf(await relationOf(rows), keys), many);

  it('is that no two rows are of one entity and time, and none lacks either', async () => {
    const all = { unique: true, nullFree: true, smallKeys: true, fewLabels: false, labelsPlain: true };
    expect(await proved('(1, 1, 5), (1, 2, 6), (2, 2, 5)')).toEqual(all);
    expect(await proved('(1, 1, 5), (2, 2, 5), (1, 1, 5)')).toEqual({ ...all, unique: false });
    expect(await proved('(1, 1, 5), (NULL, 2, 6)')).toEqual({ ...all, nullFree: false });
    expect(await proved('(1, 1, 5), (2, 2, NULL)')).toEqual({ ...all, nullFree: false });
    expect(await proved('(1, 1, 5), (2147483648, 2, 6)')).toEqual({ ...all, smallKeys: false });
    expect(await proved("('1', 1, 5), ('2', 2, 6)")).toEqual({ ...all, smallKeys: false });
  });

  it('is so of all keys together', async () => {
    const both = [{}, {}];
    expect(await proved('(1, 1, 5), (1, 2, 5)', both)).toMatchObject({ unique: true, nullFree: true });
    expect(await proved('(1, 2, 5), (1, 2, 5)', both)).toMatchObject({ unique: false });
    expect(await proved('(1, 1, 5), (1, NULL, 5)', both)).toMatchObject({ nullFree: false });
    expect(await proved('(1, 5000000000, 5), (1, 2, 5)', both)).toMatchObject({ smallKeys: false });
  });

  it('finds ties whichever entity has them', async () => {
    const entity = (key: number) => `(${key}, ${key}, ${key === 1 ? 5 : 6})`;
    for (let tied = 0; tied < 12; tied++) {
      const rows = Array.from({ length: 12 }, (_, key) => entity(key));
      expect(await proved([...rows, entity(tied)].join()), String(tied)).toMatchObject({ unique: false });
    }
  });

  it('is of keys as they are joined, not as they are written', async () => {
    const rows = `('${uuid}', 1, 5), ('${uuid.toUpperCase()}', 2, 5)`;
    expect(await proved(rows)).toMatchObject({ unique: true });
    expect(await proved(rows, [{ as: 'uuid' }])).toMatchObject({ unique: false });
    expect(await proved("(1::DOUBLE, 1, 5), ('NaN'::DOUBLE, 2, 5)", [{ as: 'whole' }])).toMatchObject({
      nullFree: false,
    });
  });

  it('is not carried over to another relation over the same file', async () => {
    const file = { path: '/data/one.csv', bytes: 9, modified: 9 };
    const of = async (rows: string) => viewOf({ ...(await relationOf(rows)), files: [file] });
    const [plain, tied, lacking] = [
      await of('(1, 1, 5), (1, 2, 6)'),
      await of('(1, 1, 5), (1, 1, 5)'),
      await of('(1, 1, 5), (1, 1, NULL)'),
    ];
    expect(await joinFacts(engine, plan, plain, many)).toMatchObject({ unique: true, nullFree: true });
    expect(await joinFacts(engine, plan, tied, many)).toMatchObject({ unique: false, nullFree: true });
    expect(await joinFacts(engine, plan, lacking, many)).toMatchObject({ unique: true, nullFree: false });
    const coarse = { ...plain, timestamp: { column: 't', at: sql`make_timestamp((t // 10)::BIGINT)` } };
    expect(await joinFacts(engine, plan, coarse, many)).toMatchObject({ unique: false });
    const byBoth = { ...plain, keys: [{ name: 'own', column: 'own', type: 'INTEGER' }] };
    expect(await joinFacts(engine, plan, byBoth, many)).toMatchObject({ unique: true });
  });

  it('is looked for again where the file has changed, and not where it has not', async () => {
    const view = viewOf(await relationOf('(1, 1, 5), (1, 2, 6)'));
    const facts = () => joinFacts(engine, plan, view, many);
    expect(await facts()).toMatchObject({ unique: true });
    await engine.exec(sql`INSERT INTO ${view.relation.from} VALUES (1, 1, 5)`);
    expect(await facts()).toMatchObject({ unique: true });
    // As where a file is opened again.
    view.relation = { ...view.relation, from: { ...view.relation.from } };
    expect(await facts()).toMatchObject({ unique: false });
  });

  it('is nothing where looking costs more than it saves', async () => {
    const view = viewOf(await relationOf('(1, 1, 5)'));
    expect(await joinFacts(engine, plan, view, { ...many, rows: 199_999 })).toEqual({
      ...unknownFacts,
      fewLabels: false,
      labelsPlain: true,
    });
    const huge = (rows: number | null) => ({ ...view, relation: { ...view.relation, rows } });
    for (const rows of [null, 4_000_001])
      expect(await joinFacts(engine, plan, huge(rows), many)).toEqual({ ...unknownFacts, labelsPlain: true });
    expect(await joinFacts(engine, plan, huge(4_000_000), { ...many, plain: false, smallKeys: false })).toMatchObject({
      fewLabels: false,
      unique: true,
      labelsPlain: false,
      smallKeys: false,
    });
  });
});
