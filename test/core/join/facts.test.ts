import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultJoinOptions } from '../../../core/join/request.ts';
import { joinFacts, unknownFacts } from '../../../core/join/facts.ts';
import { openNative, type NativeEngine } from '../../../core/node/duckdb-native.ts';
import { sql, unsafe } from '../../../core/sql/sql.ts';
import type { BoundKey, BoundView } from '../../../core/table/bound.ts';
import type { Relation } from '../../../core/table/relation.ts';
import type { Packing } from '../../../core/view/packed-rank.ts';
import { tableOf } from '../../support/table-of.ts';

const many = { rows: 200_000, plain: true, smallKeys: true };
const plan = { options: defaultJoinOptions };

const pack = (first: bigint, last: bigint, places: bigint): Packing => ({
  type: 'BIGINT',
  before: first - 1n,
  last,
  unit: 1n,
  createdBefore: -1n,
  created: 2n,
  places,
});

describe('what is known of a source before it is joined', () => {
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
  const known = async (rows: string, keys?: Partial<BoundKey>[]) =>
    joinFacts(engine, plan, viewOf(await relationOf(rows), keys), many);

  it('is how its rows are ordered, that none lacks a key or its time, and that keys are small', async () => {
    const all = { packing: pack(5n, 6n, 4n), nullFree: true, smallKeys: true, fewLabels: false, labelsPlain: true };
    expect(await known('(1, 1, 5), (1, 2, 6), (2, 2, 5)')).toEqual(all);
    expect(await known('(1, 1, 5), (NULL, 2, 6)')).toEqual({ ...all, packing: pack(5n, 6n, 3n), nullFree: false });
    expect(await known('(1, 1, 5), (2, 2, NULL)')).toEqual({ ...all, packing: pack(5n, 5n, 3n), nullFree: false });
    expect(await known('(1, 1, 5), (2147483648, 2, 6)')).toMatchObject({ smallKeys: false });
    expect(await known("('1', 1, 5), ('2', 2, 6)")).toMatchObject({ smallKeys: false });
    expect(await known('(NULL::INTEGER, 1, 5)')).toMatchObject({ smallKeys: true });
  });

  it('is so of all keys together', async () => {
    const both = [{}, {}];
    expect(await known('(1, 1, 5), (1, 2, 5)', both)).toMatchObject({ nullFree: true, smallKeys: true });
    expect(await known('(1, 1, 5), (1, NULL, 5)', both)).toMatchObject({ nullFree: false });
    expect(await known('(1, 5000000000, 5), (1, 2, 5)', both)).toMatchObject({ smallKeys: false });
  });

  it('is of keys as they are joined, not as they are written', async () => {
    expect(await known("(1::DOUBLE, 1, 5), ('NaN'::DOUBLE, 2, 5)", [{ as: 'whole' }])).toMatchObject({
      nullFree: false,
    });
  });

  it('is not carried over to another relation over the same file', async () => {
    const file = { path: '/data/one.csv', bytes: 9, modified: 9 };
    const of = async (rows: string) => viewOf({ ...(await relationOf(rows)), files: [file] });
    const [plain, later, lacking] = [
      await of('(1, 1, 5), (1, 2, 6)'),
      await of('(1, 1, 5), (1, 1, 7)'),
      await of('(1, 1, 5), (1, 1, NULL)'),
    ];
    expect(await joinFacts(engine, plan, plain, many)).toMatchObject({ packing: pack(5n, 6n, 3n), nullFree: true });
    expect(await joinFacts(engine, plan, later, many)).toMatchObject({ packing: pack(5n, 7n, 3n), nullFree: true });
    expect(await joinFacts(engine, plan, lacking, many)).toMatchObject({ nullFree: false });
    const coarse = { ...plain, timestamp: { column: 't', at: sql`make_timestamp((t // 5)::BIGINT)` } };
    expect(await joinFacts(engine, plan, coarse, many)).toMatchObject({ packing: pack(1n, 1n, 3n) });
  });

  it('is looked for again where the file has changed, and not where it has not', async () => {
    const view = viewOf(await relationOf('(1, 1, 5), (1, 2, 6)'));
    const facts = () => joinFacts(engine, plan, view, many);
    expect(await facts()).toMatchObject({ packing: pack(5n, 6n, 3n) });
    await engine.exec(sql`INSERT INTO ${view.relation.from} VALUES (1, 1, 7)`);
    expect(await facts()).toMatchObject({ packing: pack(5n, 6n, 3n) });
    // As where a file is opened again.
    view.relation = { ...view.relation, from: { ...view.relation.from } };
    expect(await facts()).toMatchObject({ packing: pack(5n, 7n, 4n) });
  });

  it('is nothing where looking costs more than it saves', async () => {
    const view = viewOf(await relationOf('(1, 1, 5)'));
    expect(await joinFacts(engine, plan, view, { ...many, rows: 49_999 })).toEqual({
      ...unknownFacts,
      fewLabels: false,
      labelsPlain: true,
    });
    const huge = (rows: number | null) => ({ ...view, relation: { ...view.relation, rows } });
    for (const rows of [null, 4_000_001])
      expect(await joinFacts(engine, plan, huge(rows), many)).toEqual({ ...unknownFacts, labelsPlain: true });
    expect(await joinFacts(engine, plan, huge(4_000_000), { ...many, plain: false, smallKeys: false })).toMatchObject({
      fewLabels: false,
      packing: pack(5n, 5n, 2n),
      labelsPlain: false,
      smallKeys: false,
    });
  });
});
