import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../core/engine/engine.ts';
import type { AsofError } from '../../../core/errors/asof-error.ts';
import { join, sql, typeName, type Sql } from '../../../core/sql/sql.ts';
import { formatInstant, parseInstant } from '../../../core/time/instant.ts';
import { textInstant } from '../../../core/table/instant-sql.ts';
import { bindInstant, type TimesSaid } from '../../../core/workspace/instant.ts';
import { engines, type Opened } from '../../support/engines.ts';
import { tableOf } from '../../support/table-of.ts';

describe.each(engines)('bindInstant on $name', (kind) => {
  let opened: Opened;
  let engine: Engine;
  beforeAll(async () => {
    opened = await kind.open();
    engine = opened.engine;
  });
  afterAll(() => opened.close());

  /** The instants of a column made of these values, as text. */
  async function instants(values: Sql, said?: TimesSaid): Promise<(string | null)[]> {
    const relation = await tableOf(engine, 'labels', sql`SELECT ts FROM (VALUES ${values}) v(ts)`);
    const { at } = (await bindInstant(engine, relation, 'ts', said)).instant;
    const rows = await engine.rows<{ us: bigint | null; type: string }>(
      sql`SELECT epoch_us(${at}) AS us, typeof(${at}) AS type FROM ${relation.from}`,
    );
    expect(rows.every((row) => row.type === 'TIMESTAMP')).toBe(true);
    return rows.map((row) => (row.us === null ? null : formatInstant(row.us)));
  }

  it('takes timestamps without a zone for UTC, and converts those with one', async () => {
    expect(await instants(sql`(TIMESTAMP '2024-03-01 09:00:00.123456'), (NULL)`)).toEqual([
      '2024-03-01 09:00:00.123456',
      null,
    ]);
    expect(await instants(sql`(TIMESTAMPTZ '2024-03-01 09:00:00+01:00'), (NULL)`)).toEqual([
      '2024-03-01 08:00:00',
      null,
    ]);
  });

  it('brings every precision to microseconds', async () => {
    expect(await instants(sql`(TIMESTAMP_S '2024-03-01 09:00:00')`)).toEqual(['2024-03-01 09:00:00']);
    expect(await instants(sql`(TIMESTAMP_MS '2024-03-01 09:00:00.123')`)).toEqual(['2024-03-01 09:00:00.123']);
    expect(await instants(sql`(TIMESTAMP_NS '2024-03-01 09:00:00.123456789')`)).toEqual(['2024-03-01 09:00:00.123456']);
  });

  it('takes a date for its midnight', async () => {
    expect(await instants(sql`(DATE '2024-03-01')`)).toEqual(['2024-03-01 00:00:00']);
  });

  it('reads no zone by a name that means several, and UTC and GMT by theirs', async () => {
    const names = ['UTC', 'GMT', 'BST', 'AST', 'IST', 'CET', 'EST', 'Europe/Berlin'];
    const read = join(names.map((name) => sql`(${textInstant(sql`${`2024-06-01 10:00:00 ${name}`}`)}::VARCHAR)`));
    const [found] = await engine.rows<Record<string, string | null>>(sql`SELECT ${read}`);
    expect(Object.values(found!)).toEqual([
      ...Array<string>(2).fill('2024-06-01 10:00:00'),
      ...Array<null>(6).fill(null),
    ]);
    const format = { timestampFormats: ['%d.%m.%Y %H:%M %Z'], timezone: 'Europe/Berlin' };
    const ours = sql`('01.06.2024 10:00 UTC'), ('01.06.2024 10:00 GMT'), ('01.06.2024 10:00 Z')`;
    expect(await instants(ours, format)).toEqual(Array<string>(3).fill('2024-06-01 10:00:00'));
    await expect(instants(sql`('01.06.2024 10:00 BST')`, format)).rejects.toMatchObject({
      code: 'timestamp_unparsable',
    });
    const odd = sql`('2024-06-01 10:00:00'), ('2024-06-01 10:00:00 BST')`;
    await expect(instants(odd)).rejects.toMatchObject({ code: 'timestamp_unparsable' });
  });

  it('offers no unit for .NET ticks, which as nanoseconds are all of 1990', async () => {
    const ticks = instants(sql`(638448480000000000::BIGINT), (638449344000000000::BIGINT)`);
    await expect(ticks.catch((error: AsofError) => error.hint)).resolves.toMatch(/write .NET ticks as microseconds/);
    const nanoseconds = instants(sql`(662688000000000001::BIGINT), (1709251200000000000::BIGINT)`);
    await expect(nanoseconds.catch((error: AsofError) => error.hint)).resolves.toMatch(/timestamp_unit: ns/);
  });

  it('reads a zone behind minutes, as Java writes it, and none that no place has', async () => {
    const java = sql`('2024-03-01T09:00Z'), ('2024-03-01T09:00+01:00'), ('2024-03-01 09:00:00 -0330'), ('2024-03-01 09:00 UTC')`;
    expect(await instants(java)).toEqual([
      '2024-03-01 09:00:00',
      '2024-03-01 08:00:00',
      '2024-03-01 12:30:00',
      '2024-03-01 09:00:00',
    ]);
    const unparsable = { code: 'timestamp_unparsable' };
    const format = { timestampFormats: ['%d.%m.%Y %H:%M:%S%z'] };
    expect(await instants(sql`('01.03.2024 09:00:00+15:30')`, format)).toEqual(['2024-02-29 17:30:00']);
    await expect(instants(sql`('01.03.2024 09:00:00+25:00')`, format)).rejects.toMatchObject(unparsable);
    for (const offset of ['+25:00', '-24', '+1600', '+01:75', '+01:00:30'])
      await expect(instants(sql`(${`2024-03-01 09:00:00${offset}`})`)).rejects.toMatchObject(unparsable);
  });

  it('reads text, with and without a zone, in one column', async () => {
    const values = sql`('2024-03-01'), ('2024-03-01T09:00:00Z'), ('2024-03-01 09:00:00+01:00'), (' 2024-03-01T09:00:00.5 '),
      ('2024-03-01 09:00:00 UTC'), ('2024-03-01 09:00:00.123456789+0530'), (NULL)`;
    expect(await instants(values)).toEqual([
      '2024-03-01 00:00:00',
      '2024-03-01 09:00:00',
      '2024-03-01 08:00:00',
      '2024-03-01 09:00:00.5',
      '2024-03-01 09:00:00',
      '2024-03-01 03:30:00.123456',
      null,
    ]);
  });

  it('reads text as parseInstant does', async () => {
    const two = (max: number) => fc.integer({ min: 0, max }).map((n) => String(n).padStart(2, '0'));
    const date = fc
      .tuple(fc.integer({ min: 1000, max: 9999 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 31 }))
      .map((parts) => parts.map((n) => String(n).padStart(2, '0')).join('-'));
    const fraction = fc.constantFrom('', '.5', '.000001', '.123456789');
    const zone = fc.constantFrom('', 'Z', '+01:00', '-09:30', '+0530', ' UTC');
    const clock = fc.tuple(fc.constantFrom('T', ' '), two(23), two(59), two(59), fraction, zone);
    const text = fc.oneof(
      date,
      fc.tuple(date, clock).map(([d, [t, h, m, s, f, z]]) => `${d}${t}${h}:${m}:${s}${f}${z}`),
    );
    const texts = fc.sample(text, { numRuns: 500, seed: 1 }).filter((one) => canParse(one));
    expect(texts.length).toBeGreaterThan(400);
    const read = await instants(join(texts.map((one) => sql`(${one})`)));
    expect(read).toEqual(texts.map((one) => formatInstant(parseInstant(one))));
  });

  it('says which text is not a timestamp, and its row', async () => {
    const values = sql`('2024-03-01'), (NULL), ('yesterday'), ('2024-03-02'), ('2024-02-30')`;
    await expect(instants(values)).rejects.toMatchObject({
      code: 'timestamp_unparsable',
      title: '"yesterday" in row 3 of labels.ts is not a timestamp',
      where: { column: 'ts', row: 3 },
    });
    for (const text of ['', '03/01/2024', '1709251200', 'infinity', '2024-13-01'])
      await expect(instants(sql`(${text})`), text).rejects.toMatchObject({ code: 'timestamp_unparsable' });
  });

  it('reads whole numbers only where their unit is declared', async () => {
    const at = '2024-03-01 00:00:00';
    expect(await instants(sql`(1709251200), (NULL)`, { timestampUnit: 's' })).toEqual([at, null]);
    expect(await instants(sql`(1709251200000::BIGINT)`, { timestampUnit: 'ms' })).toEqual([at]);
    expect(await instants(sql`(1709251200000001::HUGEINT)`, { timestampUnit: 'us' })).toEqual([`${at}.000001`]);
    expect(await instants(sql`(-1)`, { timestampUnit: 's' })).toEqual(['1969-12-31 23:59:59']);
    await expect(instants(sql`(1709251200)`)).rejects.toMatchObject({ code: 'timestamp_is_number' });
  });

  it('reads numbers with a part of a second, to the microsecond', async () => {
    expect(
      await instants(sql`(1710061200.5::DOUBLE), (1710061200.123456::DOUBLE), (NULL)`, { timestampUnit: 's' }),
    ).toEqual(['2024-03-10 09:00:00.5', '2024-03-10 09:00:00.123456', null]);
    expect(await instants(sql`(1710061200.1234567)`, { timestampUnit: 's' })).toEqual(['2024-03-10 09:00:00.123456']);
    expect(await instants(sql`(1710061200500.25::DOUBLE)`, { timestampUnit: 'ms' })).toEqual([
      '2024-03-10 09:00:00.50025',
    ]);
    expect(await instants(sql`('1710061200.5'), ('1710061200')`, { timestampUnit: 's' })).toEqual([
      '2024-03-10 09:00:00.5',
      '2024-03-10 09:00:00',
    ]);
    await expect(instants(sql`('nan'::DOUBLE)`, { timestampUnit: 's' })).rejects.toMatchObject({
      code: 'timestamp_unparsable',
    });
  });

  it('reads nanoseconds, rounded to microseconds: down, or up for rows that may be known too early', async () => {
    const values = sql`(1710061200000001999::BIGINT), (-1::BIGINT), (9223372036854775807::BIGINT)`;
    expect(await instants(values, { timestampUnit: 'ns' })).toEqual([
      '2024-03-10 09:00:00.000001',
      '1969-12-31 23:59:59.999999',
      '2262-04-11 23:47:16.854775',
    ]);
    expect(
      await instants(sql`(1710061200000001001::BIGINT), (-1::BIGINT)`, { timestampUnit: 'ns', rounding: 'up' }),
    ).toEqual(['2024-03-10 09:00:00.000002', '1970-01-01 00:00:00']);
  });

  it.each<[format: string, text: string, instant: string]>([
    ['%d/%m/%Y', '03/04/2024', '2024-04-03 00:00:00'],
    ['%m/%d/%Y', '03/04/2024', '2024-03-04 00:00:00'],
    ['%d.%m.%Y %H:%M', ' 09.03.2024 08:00 ', '2024-03-09 08:00:00'],
    ['%m/%d/%Y %I:%M:%S %p', '3/9/2024 8:00:00 PM', '2024-03-09 20:00:00'],
    ['%d %b %Y', '9 Mar 2024', '2024-03-09 00:00:00'],
    ['%d/%b/%Y:%H:%M:%S %z', '09/Mar/2024:08:00:00 +0100', '2024-03-09 07:00:00'],
  ])('reads text in the format %s', async (format, text, instant) => {
    expect(await instants(sql`(${text}), (NULL)`, { timestampFormats: [format] })).toEqual([instant, null]);
  });

  it('tries several formats in their order, and numbers as their digits', async () => {
    const said = { timestampFormats: ['%d.%m.%Y %H:%M', '%d.%m.%Y'] };
    expect(await instants(sql`('09.03.2024'), ('09.03.2024 08:00')`, said)).toEqual([
      '2024-03-09 00:00:00',
      '2024-03-09 08:00:00',
    ]);
    for (const value of [sql`(20240309)`, sql`(20240309::DOUBLE)`])
      expect(await instants(value, { timestampFormats: ['%Y%m%d'] })).toEqual(['2024-03-09 00:00:00']);
  });

  it('refuses a format that is none', async () => {
    await expect(instants(sql`('x')`, { timestampFormats: ['%Q'] })).rejects.toMatchObject({
      code: 'definitions_invalid',
      title: 'timestamp_format "%Q" is none',
    });
  });

  it('makes null of what it cannot read, where that is said, and counts it', async () => {
    const said: TimesSaid = { timestampFormats: ['%d.%m.%Y'], unreadable: 'blank' };
    const values = sql`('09.03.2024'), ('soon'), ('32.01.2024')`;
    expect(await instants(values, said)).toEqual(['2024-03-09 00:00:00', null, null]);
    const relation = await tableOf(engine, 'labels', sql`SELECT ts FROM (VALUES ${values}) v(ts)`);
    expect((await bindInstant(engine, relation, 'ts', said)).inferred).toEqual([
      { what: 'unreadable', value: 'ts', reason: '2 values in it could not be read and became null' },
    ]);
  });

  it('says that nanoseconds are cut, only where there are any', async () => {
    const inferred = async (value: Sql) =>
      (await bindInstant(engine, await tableOf(engine, 't', sql`SELECT ${value} AS ts`), 'ts')).inferred;
    expect(await inferred(sql`TIMESTAMP_NS '2024-03-01 09:00:00.000000400'`)).toMatchObject([{ what: 'precision' }]);
    expect(await inferred(sql`TIMESTAMP_NS '2024-03-01 09:00:00.000004'`)).toEqual([]);
  });

  it('reads times without a zone on the clocks of the declared one', async () => {
    const said = { timezone: 'Europe/Berlin' };
    const values = [
      ['2024-01-15 12:00:00', '2024-01-15 11:00:00'],
      ['2024-03-31 01:59:59.999999', '2024-03-31 00:59:59.999999'],
      // Never shown: read with the offset from before the change.
      ['2024-03-31 02:30:00', '2024-03-31 01:30:00'],
      ['2024-03-31 03:00:00', '2024-03-31 01:00:00'],
      ['2024-07-01 12:00:00', '2024-07-01 10:00:00'],
      // Shown twice: the earlier one.
      ['2024-10-27 02:30:00', '2024-10-27 00:30:00'],
      ['2024-10-27 03:00:00', '2024-10-27 02:00:00'],
      ['1985-07-01 12:00:00', '1985-07-01 10:00:00'],
    ];
    const expected = values.map(([, utc]) => utc);
    const rows = (type: string) => join(values.map(([local]) => sql`(${local!}::${typeName(type)})`));
    for (const type of ['TIMESTAMP', 'VARCHAR', 'TIMESTAMP_NS'])
      expect(await instants(rows(type), said), type).toEqual(expected);
    const formats = { ...said, timestampFormats: ['%Y-%m-%d %H:%M:%S.%f', '%Y-%m-%d %H:%M:%S'] };
    expect(await instants(rows('VARCHAR'), formats)).toEqual(expected);
  });

  it('leaves times that have a zone alone, and numbers', async () => {
    const said = { timezone: 'America/New_York' };
    expect(
      await instants(sql`('2024-07-01T12:00:00Z'), ('2024-07-01 12:00:00'), ('2024-07-01 14:00:00+02:00')`, said),
    ).toEqual(['2024-07-01 12:00:00', '2024-07-01 16:00:00', '2024-07-01 12:00:00']);
    expect(await instants(sql`(TIMESTAMPTZ '2024-07-01 12:00:00Z')`, said)).toEqual(['2024-07-01 12:00:00']);
    expect(await instants(sql`(1719835200)`, { ...said, timestampUnit: 's' })).toEqual(['2024-07-01 12:00:00']);
    expect(await instants(sql`(DATE '2024-07-01')`, said)).toEqual(['2024-07-01 04:00:00']);
  });

  it('keeps infinities in any zone', async () => {
    const said = { timezone: 'Asia/Kolkata' };
    const relation = await tableOf(
      engine,
      't',
      sql`SELECT unnest(['infinity'::TIMESTAMP, '-infinity'::TIMESTAMP]) AS ts`,
    );
    const { at } = (await bindInstant(engine, relation, 'ts', said)).instant;
    expect(await engine.rows(sql`SELECT ${at}::VARCHAR AS v FROM ${relation.from}`)).toEqual([
      { v: 'infinity' },
      { v: '-infinity' },
    ]);
  });

  it.each<[what: string, values: Sql, hint: RegExp]>([
    [
      'a format that reads all',
      sql`('13/02/2024 08:00'), ('03/04/2024 09:30')`,
      /^declare timestamp_format: "%d\/%m\/%Y %H:%M" in asof.yaml, which reads "13\/02\/2024 08:00" as 2024-02-13 08:00:00$/,
    ],
    [
      'both where day and month can be either',
      sql`('03/03/2024'), ('03/04/2024')`,
      /^"03\/04\/2024" may be 2024-04-03 00:00:00 \(timestamp_format: "%d\/%m\/%Y"\) or 2024-03-04 00:00:00 \(timestamp_format: "%m\/%d\/%Y"\)/,
    ],
    [
      'a compact date, not seconds of 1970',
      sql`(20240309), (20240310)`,
      /timestamp_format: "%Y%m%d", or|timestamp_format: "%Y%m%d" in/,
    ],
    [
      'the unit of an epoch',
      sql`(1710061200123::BIGINT)`,
      /^declare timestamp_unit: ms in asof.yaml, which reads "1710061200123" as 2024-03-10 09:00:00.123$/,
    ],
    ['the unit of a fraction', sql`(1710061200.5::DOUBLE)`, /timestamp_unit: s /],
    ['nothing where nothing reads it', sql`(17), (18)`, /choose another timestamp column/],
  ])('offers %s, tried on the data', async (_, values, hint) => {
    const error = await instants(values).catch((thrown: AsofError) => thrown);
    expect((error as AsofError).hint).toMatch(hint);
  });

  it('does not take milliseconds for seconds', async () => {
    await expect(instants(sql`(0::BIGINT), (1709251200000::BIGINT)`, { timestampUnit: 's' })).rejects.toMatchObject({
      code: 'timestamp_unparsable',
      title: '"1709251200000" in row 2 of labels.ts is not a timestamp',
      hint: 'is its timestamp_unit right? else unreadable: blank makes such values null',
    });
    await expect(instants(sql`(9223372036854775807::BIGINT)`, { timestampUnit: 'us' })).rejects.toMatchObject({
      code: 'timestamp_unparsable',
    });
  });

  it('refuses what can be no timestamp, and a column that is not there', async () => {
    for (const value of [sql`(TRUE)`, sql`(TIME '09:00:00')`, sql`([1])`])
      await expect(instants(value), value.text).rejects.toMatchObject({ code: 'timestamp_wrong_type' });
    const relation = await tableOf(engine, 'labels', sql`SELECT now() AS event_timestamp`);
    await expect(bindInstant(engine, relation, 'event_timestmp')).rejects.toMatchObject({
      title: 'labels has no column "event_timestmp"',
      hint: 'did you mean "event_timestamp"? its columns are: event_timestamp',
    });
  });
});

/** Not every day that can be written is one: 2023-02-30. */
function canParse(text: string): boolean {
  try {
    parseInstant(text);
    return true;
  } catch {
    return false;
  }
}
