import { describe, expect, it, beforeAll, afterAll } from 'vitest';
import { openNative, type NativeEngine } from '../../../../core/node/duckdb-native.ts';
import { sql, unsafe } from '../../../../core/sql/sql.ts';
import { textTypes, type TypesAsked } from '../../../../core/table/text/text-types.ts';

describe('the type of a column of text', () => {
  let engine: NativeEngine;
  beforeAll(async () => {
    engine = await openNative();
  });
  afterAll(() => engine.close());

  /** Of values of which the first `seen` are looked at before the whole is read. */
  async function typeOf(values: (string | null)[], more: Partial<TypesAsked> & { first?: number } = {}) {
    const { first = values.length, ...asked } = more;
    const rows = values.map((value) => sql`(${value}::VARCHAR)`);
    const from = sql`(VALUES ${rows.reduce((all, row) => sql`${all}, ${row}`)}) s(${unsafe('v')})`;
    const found = await textTypes(engine, sql`(FROM ${from})`, {
      names: ['v'],
      seen: [values.slice(0, first)],
      ...asked,
    });
    expect(found.rows).toBe(values.length);
    const [column] = found.columns;
    const read = column!.value ?? sql`v::${unsafe(column!.type)}`;
    const texts = await engine.rows<{ v: string | null }>(sql`SELECT (${read})::VARCHAR AS v FROM ${from}`);
    return { type: column!.type, read: texts.map(({ v }) => v), ...found };
  }

  it.each<[string, (string | null)[]]>([
    ['BOOLEAN', ['true', 'FALSE', null]],
    ['BIGINT', ['1', '-5', '0', '9223372036854775807']],
    ['DOUBLE', ['1.5', '2', '-0.25']],
    ['DOUBLE', ['1.5e3', '2.5']],
    ['DECIMAL(19,2)', ['12345678901234567.25', '1.5']],
    ['DATE', ['2024-02-29', '1999-12-31']],
    ['TIMESTAMP', ['2024-02-29 10:00:00', '2024-02-29']],
    ['TIMESTAMP', ['2024-02-29T10:00:00.123456']],
    ['TIMESTAMP WITH TIME ZONE', ['2024-02-29T10:00:00Z', '2024-02-29 10:00:00+02:00']],
    ['VARCHAR', ['a', 'b']],
    ['VARCHAR', ['true', 'false', 'maybe']],
    // One number would stand for two texts, or lose what was written.
    ['VARCHAR', ['12_345', '1_2345']],
    ['VARCHAR', ['1e2', '100']],
    ['VARCHAR', ['007', '8']],
    ['VARCHAR', ['+49123', '49123']],
    ['VARCHAR', ['-0', '1']],
    ['VARCHAR', ['9223372036854775808', '1']],
    // No such days, or one that may be of two.
    ['VARCHAR', ['2024-02-30', '2024-02-28']],
    ['VARCHAR', ['01/02/2024', '02/01/2024']],
    ['VARCHAR', ['2024-02-29 10:00', '2024-02-29 10:00Z']],
    ['VARCHAR', ['2024-01-01 00:00:00.1234567', '2024-01-01 00:00:00']],
  ])('is %s for %j', async (type, values) => {
    expect((await typeOf(values)).type).toBe(type);
  });

  it.each<[string, string]>([
    ['1', 'x'],
    ['1', '01'],
    ['1.5', '1_5'],
    ['2024-01-01', '2024-13-01'],
    ['2024-01-01 00:00:00', '2024-01-01 00:00:00Z'],
    ['true', 'yes'],
  ])('does not rest on the first values: %s, and far behind them %s', async (usual, odd) => {
    const values = [...Array.from({ length: 30 }, () => usual), odd];
    expect((await typeOf(values, { first: 20 })).read).toEqual(values);
  });

  it('widens where the later values ask for it', async () => {
    const late = (usual: string, odd: string) => typeOf([usual, usual, odd], { first: 2 });
    expect((await late('1', '2.5')).type).toBe('DOUBLE');
    expect((await late('2024-01-01', '2024-01-01 10:00:00')).type).toBe('TIMESTAMP');
  });

  it('says which numbers print otherwise than they are written', async () => {
    expect((await typeOf(['12.50', '1.5'])).inexact).toEqual(['v']);
    expect((await typeOf(['12.5', '1.5'])).inexact).toEqual([]);
    expect((await typeOf(['12.50', '1.5'], { exact: ['v'] })).type).toBe('VARCHAR');
    expect((await typeOf(['12.5', '1.5'], { exact: ['v'] })).type).toBe('DOUBLE');
  });

  it('says it where words for nothing, or other marks, were taken for what they are', async () => {
    const lacking = await typeOf(['1', 'NA', '3', '4']);
    expect([lacking.type, lacking.read]).toEqual(['BIGINT', ['1', null, '3', '4']]);
    expect(lacking.inferred).toHaveLength(1);
    const commas = await typeOf(['1,5', '2,25', '1000,75']);
    expect([commas.type, commas.read]).toEqual(['DOUBLE', ['1.5', '2.25', '1000.75']]);
    expect(commas.inferred.length).toBeGreaterThan(0);
  });

  it('takes no word for nothing, and no other mark, where it is told which there are', async () => {
    expect((await typeOf(['1', 'NA'], { options: { nullValues: [''] } })).type).toBe('VARCHAR');
    expect((await typeOf(['1,5', '2,5'], { options: { decimal: '.' } })).type).toBe('VARCHAR');
    expect((await typeOf(['1.234,5', '7'], { options: { decimal: ',', thousands: '.' } })).read).toEqual([
      '1234.5',
      '7.0',
    ]);
  });

  it('is a time or text where only times are asked for', async () => {
    expect((await typeOf(['1', '2'], { timesOnly: true })).type).toBe('VARCHAR');
    expect((await typeOf(['2024-01-01'], { timesOnly: true })).type).toBe('DATE');
  });

  it('is text where there is nothing to tell it by', async () => {
    expect((await typeOf([null, null])).type).toBe('VARCHAR');
  });
});
