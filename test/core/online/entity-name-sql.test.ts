import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entityKey } from '../../../core/online/keys.ts';
import type { OnlineValue } from '../../../core/online/schema.ts';
import { entityNameSql, keysOfNameSql } from '../../../core/online/entity-name-sql.ts';
import { ident, join, sql, typeName, type Sql } from '../../../core/sql/sql.ts';
import { engines, type Opened } from '../../support/engines.ts';
import { Random } from '../../support/random.ts';

describe.each(engines)("entities' names in $name", ({ open }) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.close());

  /** The names of rows of keys, and the keys read back from them, as text. */
  async function inSql(fields: { name: string; type: string }[], rows: Sql[][]) {
    const values = join(rows.map((row, i) => sql`(${i}, ${join(row)})`));
    const columns = join(['i', ...fields.map(({ name }) => name)].map((name) => ident(name)));
    const keys = fields.map(({ name, type }) => ({ name, type, value: sql`${ident(name)}::${typeName(type)}` }));
    const back = keysOfNameSql(fields, ident('entity'));
    const same = keys.map(({ value }, i) => sql`${value} IS NOT DISTINCT FROM ${back[i]!}`);
    return opened.engine.rows<{ entity: string | null; same: boolean }>(
      sql`SELECT entity, ${join(same, ' AND ')} AS same FROM (SELECT *, ${entityNameSql(keys)} AS entity FROM (VALUES ${values}) v(${columns})) ORDER BY i`,
    );
  }

  const cases: [type: string, values: OnlineValue[], print: (value: OnlineValue) => Sql][] = [
    ['BIGINT', [0n, -5n, 9_223_372_036_854_775_807n], (v) => sql`${v as bigint}`],
    ['BOOLEAN', [true, false], (v) => sql`${v as boolean}`],
    [
      'VARCHAR',
      [
        'c1',
        '',
        ' ',
        'a,b=c',
        '100%',
        '%25',
        'ü日本👩‍🚀',
        'a\r\nb\tc',
        '{x}:*?^[]\\',
        "o'neil",
        'e\u0301:\u0301',
        '\u007f',
      ],
      (v) => sql`${v as string}`,
    ],
    [
      'DOUBLE',
      [
        0,
        -0,
        1,
        -1.5,
        0.1,
        1e15,
        1e16,
        -1.5e20,
        1e21,
        1.5e22,
        1e-4,
        1e-5,
        1.25e-6,
        -1e-7,
        5e-324,
        123456789012345680,
        NaN,
        Infinity,
        -Infinity,
      ],
      (v) => sql`${String(v)}::DOUBLE`,
    ],
    ['FLOAT', [Math.fround(0.1), 1e10, Math.fround(1e-5)], (v) => sql`${String(v)}::FLOAT`],
    [
      'TIMESTAMP',
      [0n, 1_714_554_000_123_456n, 1_714_554_000_100_000n, 1_714_553_010_000_000n, -1n],
      (v) => sql`make_timestamp(${v as bigint})`,
    ],
    ['DATE', ['2024-02-29'], (v) => sql`${v as string}::DATE`],
    ['DECIMAL(9,2)', ['-1.50'], (v) => sql`${v as string}::DECIMAL(9,2)`],
  ];

  it.each(cases)('are those of the store for keys that are %s, and can be read back', async (type, values, print) => {
    const field = { name: 'the key', type };
    const found = await inSql(
      [field],
      values.map((value) => [print(value)]),
    );
    expect(found.map(({ entity }) => entity)).toEqual(values.map((value) => entityKey([field], [value])));
    expect(found.every(({ same }) => same)).toBe(true);
  });

  it('are those of the store for random numbers', async () => {
    const random = new Random(3);
    const values = Array.from({ length: 2000 }, () => (random.next() - 0.5) * 10 ** (random.below(60) - 30));
    const found = await inSql(
      [{ name: 'x', type: 'DOUBLE' }],
      values.map((value) => [sql`${String(value)}::DOUBLE`]),
    );
    expect(found.map(({ entity }) => entity)).toEqual(
      values.map((value) => entityKey([{ name: 'x', type: 'DOUBLE' }], [value])),
    );
  });

  it('have composite keys in the order of their names, and none where a key is null', async () => {
    const fields = [
      { name: 'user', type: 'VARCHAR' },
      { name: 'b=r,', type: 'INTEGER' },
    ];
    const found = await inSql(fields, [
      [sql`'u,1'`, sql`7`],
      [sql`NULL::VARCHAR`, sql`8`],
    ]);
    expect(found).toEqual([
      { entity: entityKey(fields, ['u,1', 7]), same: true },
      { entity: null, same: false },
    ]);
  });

  it('that are of other keys give no keys', async () => {
    const [key] = keysOfNameSql([{ name: 'id', type: 'BIGINT' }], ident('n'));
    const found = await opened.engine.rows(
      sql`SELECT ${key!} AS id FROM (VALUES ('id=5'), ('user=5'), ('id=5,x=1'), ('id=abc')) v(n)`,
    );
    expect(found.map(({ id }) => id)).toEqual([5n, null, null, null]);
  });
});
