import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeSql, sameSql } from '../../../core/skew/comparison.ts';
import { settleTypes } from '../../../core/skew/served-types.ts';
import { ident, join, sql, typeName, unsafe } from '../../../core/sql/sql.ts';
import { engines, type Opened } from '../../support/engines.ts';

type Verdict = 'equal' | 'close' | 'mismatch';
/** Offline type and value, served type and value, as SQL; null is NULL. */
type Case = [offline: [type: string, value: string], served: [type: string, value: string], is: Verdict];

const cases: Case[] = [
  [['DOUBLE', '0.1'], ['DOUBLE', '0.1'], 'equal'],
  [['DOUBLE', '0.1 + 0.2'], ['DOUBLE', '0.3'], 'equal'],
  [['DOUBLE', '0.1::DOUBLE + 0.2::DOUBLE'], ['DOUBLE', '0.3'], 'close'],
  [['DOUBLE', '100'], ['DOUBLE', '100.0000002'], 'mismatch'],
  [['DOUBLE', '0'], ['DOUBLE', '-0e0'], 'equal'],
  [['DOUBLE', '0'], ['DOUBLE', '1e-13'], 'close'],
  [['DOUBLE', "'nan'"], ['DOUBLE', "'nan'"], 'equal'],
  [['DOUBLE', "'nan'"], ['DOUBLE', '1'], 'mismatch'],
  [['DOUBLE', "'inf'"], ['DOUBLE', '1e300'], 'mismatch'],
  [['DOUBLE', "'inf'"], ['DOUBLE', "'inf'"], 'equal'],
  [['DOUBLE', 'NULL'], ['DOUBLE', 'NULL'], 'equal'],
  [['DOUBLE', 'NULL'], ['DOUBLE', '0'], 'mismatch'],
  [['DOUBLE', '0'], ['DOUBLE', 'NULL'], 'mismatch'],
  [['DOUBLE', '0.1'], ['FLOAT', '0.1'], 'close'],
  [['DOUBLE', '0.5'], ['FLOAT', '0.5'], 'equal'],
  [['DOUBLE', '0.1'], ['FLOAT', '0.2'], 'mismatch'],
  [['FLOAT', '0.1'], ['DOUBLE', '0.1'], 'close'],
  [['DOUBLE', '1e300'], ['FLOAT', '1e30'], 'mismatch'],
  [['BIGINT', '9007199254740993'], ['BIGINT', '9007199254740992'], 'mismatch'],
  [['BIGINT', '7'], ['DOUBLE', '7'], 'equal'],
  [['BIGINT', '6'], ['DOUBLE', '5.7'], 'mismatch'],
  [['BIGINT', '7'], ['INTEGER', '7'], 'equal'],
  [['BIGINT', '7'], ['VARCHAR', "'7'"], 'equal'],
  [['BIGINT', '6'], ['VARCHAR', "'5.7'"], 'mismatch'],
  [['BIGINT', '6'], ['VARCHAR', "'six'"], 'mismatch'],
  [['BIGINT', '9223372036854775807'], ['UBIGINT', '18446744073709551615'], 'mismatch'],
  [
    ['HUGEINT', '170141183460469231731687303715884105727'],
    ['VARCHAR', "'170141183460469231731687303715884105727'"],
    'equal',
  ],
  [['DECIMAL(9,2)', '5.10'], ['DOUBLE', '5.1'], 'equal'],
  [['DECIMAL(9,2)', '5.10'], ['DOUBLE', '5.104'], 'mismatch'],
  [['DECIMAL(9,2)', '5.10'], ['VARCHAR', "'5.1'"], 'equal'],
  [['DECIMAL(9,2)', '5.10'], ['BIGINT', '5'], 'mismatch'],
  [['DECIMAL(9,2)', '5.00'], ['BIGINT', '5'], 'equal'],
  [
    ['DECIMAL(38,10)', '1234567890123456789012345678.0123456789'],
    ['VARCHAR', "'1234567890123456789012345678.0123456789'"],
    'equal',
  ],
  [['BOOLEAN', 'true'], ['BIGINT', '1'], 'equal'],
  [['BOOLEAN', 'true'], ['BIGINT', '2'], 'mismatch'],
  [['BOOLEAN', 'false'], ['DOUBLE', '0'], 'equal'],
  [['BOOLEAN', 'true'], ['VARCHAR', "'true'"], 'equal'],
  [['BOOLEAN', 'true'], ['VARCHAR', "'yes!'"], 'mismatch'],
  [['INTEGER', '1'], ['BOOLEAN', 'true'], 'equal'],
  [['TIMESTAMP', "'2024-03-01 09:00:00'"], ['TIMESTAMP WITH TIME ZONE', "'2024-03-01 10:00:00+01'"], 'equal'],
  [['TIMESTAMP WITH TIME ZONE', "'2024-03-01 09:00:00+00'"], ['VARCHAR', "'2024-03-01T10:00:00+01:00'"], 'equal'],
  [['TIMESTAMP_NS', "'2024-03-01 09:00:00.123456789'"], ['TIMESTAMP', "'2024-03-01 09:00:00.123456'"], 'equal'],
  [['TIMESTAMP', "'2024-03-01 09:00:00.5'"], ['TIMESTAMP_S', "'2024-03-01 09:00:00'"], 'mismatch'],
  [['TIMESTAMP', "'2024-03-01'"], ['DATE', "'2024-03-01'"], 'equal'],
  [['TIMESTAMP', "'2024-03-01 01:00:00'"], ['DATE', "'2024-03-01'"], 'mismatch'],
  [['DATE', "'2024-03-01'"], ['VARCHAR', "'2024-03-01'"], 'equal'],
  [['DATE', "'2024-03-01'"], ['TIMESTAMP', "'2024-03-01 05:00:00'"], 'mismatch'],
  [['TIMESTAMP', "'2024-03-01'"], ['BIGINT', '1709251200'], 'mismatch'],
  [['VARCHAR', "'a'"], ['VARCHAR', "'a'"], 'equal'],
  [['VARCHAR', "'a'"], ['VARCHAR', "'A'"], 'mismatch'],
  [['VARCHAR', "''"], ['VARCHAR', 'NULL'], 'mismatch'],
  [['VARCHAR', "'5'"], ['BIGINT', '5'], 'equal'],
  [["ENUM('a', 'b')", "'a'"], ['VARCHAR', "'a'"], 'equal'],
  [["ENUM('a', 'b')", "'a'"], ['VARCHAR', "'c'"], 'mismatch'],
  [['UUID', "'6dd8d8b4-3c6b-4b4a-9b0a-0e9b7f5f6f10'"], ['VARCHAR', "'6dd8d8b4-3c6b-4b4a-9b0a-0e9b7f5f6f10'"], 'equal'],
  [['DOUBLE[]', "'[1.5, NULL, nan]'"], ['DOUBLE[]', "'[1.5, NULL, nan]'"], 'equal'],
  [['DOUBLE[]', '[1.5, 0.1::DOUBLE + 0.2::DOUBLE]'], ['DOUBLE[]', '[1.5, 0.3]'], 'close'],
  [['DOUBLE[]', '[1.5, NULL, 0.1::DOUBLE + 0.2::DOUBLE]'], ['DOUBLE[]', '[1.5, NULL, 0.3]'], 'close'],
  [['DOUBLE[]', '[1.5]'], ['DOUBLE[]', '[1.5, 2]'], 'mismatch'],
  [['DOUBLE[]', '[1.5, 2]'], ['DOUBLE[]', '[2, 1.5]'], 'mismatch'],
  [['DOUBLE[]', '[0.1, 0.5]'], ['FLOAT[]', '[0.1, 0.5]'], 'close'],
  [['FLOAT[3]', '[1, 2, 3]'], ['FLOAT[3]', '[1, 2, 3]'], 'equal'],
  [['BIGINT[]', '[1, 2]'], ['VARCHAR', "'[1, 2]'"], 'equal'],
  [['BIGINT[]', 'NULL'], ['BIGINT[]', '[]'], 'mismatch'],
  [['STRUCT(a INTEGER)', "{'a': 1}"], ['VARCHAR', "'{''a'': 1}'"], 'equal'],
];

describe.each(engines)('comparing values in $name', ({ open }) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.close());

  let tables = 0;
  /** Of each case alone, as it comes; and where its served value is first given the offline type, if it can be. */
  async function verdicts(all: readonly Case[], tolerance: number | null): Promise<[Verdict, Verdict][]> {
    const found: [Verdict, Verdict][] = [];
    for (const [[type, value], [servedType, served]] of all) {
      const table = ident(`compared_${++tables}`);
      const column = (text: string, as: string, name: string) =>
        sql`CAST(${unsafe(text)} AS ${typeName(as)}) AS ${ident(name)}`;
      await opened.engine.exec(
        sql`CREATE TABLE ${table} AS SELECT ${join([column(value, type, 'f'), column(served, servedType, 'g')])}`,
      );
      const offline = { type, value: ident('f') };
      const raw = { type: servedType, value: ident('g') };
      const [settled] = await settleTypes(opened.engine, table, [raw], [type]);
      const verdict = (side: typeof raw) =>
        sql`CASE WHEN ${sameSql(offline, side)} THEN 'equal' WHEN ${closeSql(offline, side, tolerance) ?? sql`FALSE`} THEN 'close' ELSE 'mismatch' END`;
      const [row] = await opened.engine.rows<{ raw: Verdict; settled: Verdict }>(
        sql`SELECT ${verdict(raw)} AS raw, ${verdict(settled!)} AS settled FROM ${table}`,
      );
      found.push([row!.raw, row!.settled]);
    }
    return found;
  }

  it('goes by value, whatever the types are', async () => {
    const found = await verdicts(cases, null);
    const wrong = cases.flatMap((one, i) => {
      // Text is compared once it was found to be of the offline type.
      const raw = one[1][0] === 'VARCHAR' ? one[2] : found[i]![0];
      return raw === one[2] && found[i]![1] === one[2] ? [] : [[...one, found[i]]];
    });
    expect(wrong).toEqual([]);
  });

  it('takes a tolerance as a share of the larger number, between integers too', async () => {
    const near: Case[] = [
      [['DOUBLE', '100'], ['DOUBLE', '99'], 'close'],
      [['DOUBLE', '100'], ['DOUBLE', '98.9'], 'mismatch'],
      [['BIGINT', '1000'], ['BIGINT', '1010'], 'close'],
      [['BIGINT', '10'], ['BIGINT', '11'], 'mismatch'],
      [['DOUBLE', '0.001'], ['DOUBLE', '0.002'], 'mismatch'],
      [['TIMESTAMP', "'2024-03-01'"], ['TIMESTAMP', "'2024-03-01 00:00:01'"], 'mismatch'],
    ];
    expect((await verdicts(near, 0.01)).map(([raw]) => raw)).toEqual(near.map(([, , is]) => is));
    expect((await verdicts([[['DOUBLE', '0'], ['DOUBLE', '1e-13'], 'mismatch']], 0))[0]![0]).toBe('mismatch');
  });

  it('gives served values the offline type only where that loses nothing in any row', async () => {
    await opened.engine.exec(sql`CREATE TABLE logged AS SELECT * FROM (VALUES
      ('1', '1.0', '1', 'true', '2024-03-01', 1.0::DOUBLE, 1::BIGINT, 0.5::FLOAT),
      (NULL, '5.7', 'x', '0', '2024-03-01T09:00:00+01:00', 5.5, 3, NULL)) v(a, b, c, d, e, f, g, h)`);
    const types = ['VARCHAR', 'VARCHAR', 'VARCHAR', 'VARCHAR', 'VARCHAR', 'DOUBLE', 'BIGINT', 'FLOAT'];
    const served = types.map((type, i) => ({ type, value: ident('abcdefgh'[i]!) }));
    const offline = ['BIGINT', 'BIGINT', 'BIGINT', 'BOOLEAN', 'TIMESTAMP', 'BIGINT', 'DOUBLE', 'DOUBLE'];
    const settled = await settleTypes(opened.engine, ident('logged'), served, offline);
    expect(settled.map(({ type }) => type)).toEqual([
      'BIGINT',
      'DOUBLE',
      'VARCHAR',
      'BOOLEAN',
      'TIMESTAMP',
      'DOUBLE',
      'DOUBLE',
      'FLOAT',
    ]);
  });
});
