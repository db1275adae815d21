import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../core/engine/engine.ts';
import type { TimestampUnit } from '../../../core/model/definitions.ts';
import { join, sql, type Sql } from '../../../core/sql/sql.ts';
import { formatInstant, parseInstant } from '../../../core/time/instant.ts';
import { bindInstant } from '../../../core/workspace/instant.ts';
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
  async function instants(values: Sql, unit?: TimestampUnit): Promise<(string | null)[]> {
    const relation = await tableOf(engine, 'labels', sql`SELECT ts FROM (VALUES ${values}) v(ts)`);
    const { at } = await bindInstant(engine, relation, 'ts', unit);
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
    expect(await instants(sql`(1709251200), (NULL)`, 's')).toEqual([at, null]);
    expect(await instants(sql`(1709251200000::BIGINT)`, 'ms')).toEqual([at]);
    expect(await instants(sql`(1709251200000001::HUGEINT)`, 'us')).toEqual([`${at}.000001`]);
    expect(await instants(sql`(-1)`, 's')).toEqual(['1969-12-31 23:59:59']);
    await expect(instants(sql`(1709251200)`)).rejects.toMatchObject({ code: 'timestamp_is_number' });
  });

  it('does not take milliseconds for seconds', async () => {
    await expect(instants(sql`(0::BIGINT), (1709251200000::BIGINT)`, 's')).rejects.toMatchObject({
      code: 'timestamp_unparsable',
      title: '"1709251200000" in row 2 of labels.ts is not a timestamp',
      hint: 'is its timestamp_unit right?',
    });
    await expect(instants(sql`(9223372036854775807::BIGINT)`, 'us')).rejects.toMatchObject({
      code: 'timestamp_unparsable',
    });
  });

  it('refuses what can be no timestamp, and a column that is not there', async () => {
    for (const value of [sql`(TRUE)`, sql`(1.5)`, sql`(1.5::DOUBLE)`, sql`(TIME '09:00:00')`, sql`([1])`])
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
