import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Row } from '../../core/engine/engine.ts';
import { toLine, type AsofError } from '../../core/errors/asof-error.ts';
import { ident, join, sql } from '../../core/sql/sql.ts';
import { enginesAndInPlace, type Opened } from '../support/engines.ts';

describe.each(enginesAndInPlace)('JSON as people have it: $name', ({ open }) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.close());

  let files = 0;
  const read = async (content: string | Uint8Array, ending = 'jsonl') => {
    const path = `file ${++files}.${ending}`;
    await opened.put(path, content);
    const { from, rowOrder, columns, inferred } = await opened.tables.open(path, { root: opened.root });
    const names = join(columns.map(({ name }) => ident(name)));
    const rows = await opened.engine.rows<Row>(
      sql`SELECT ${names} FROM (SELECT ${rowOrder} AS asof_order, * FROM ${from}) ORDER BY asof_order`,
    );
    return { columns, inferred, rows };
  };
  const refusal = (content: string | Uint8Array, ending?: string) =>
    read(content, ending).then(
      () => expect.unreachable('it opened'),
      (error: unknown) => {
        expect((error as AsofError).code).toBe('file_unreadable');
        return toLine(error as AsofError);
      },
    );

  describe('a fraction', () => {
    it('of more digits than a float holds is rounded, and that is said', async () => {
      const { rows, inferred } = await read('{"a":0.12345678901234567890,"b":1.5}\n{"a":1,"b":1e400}\n');
      expect(rows).toEqual([
        { a: 0.12345678901234568, b: 1.5 },
        { a: 1, b: Infinity },
      ]);
      expect(inferred.sort((x, y) => (x.value < y.value ? -1 : 1))).toEqual([
        {
          what: 'precision',
          value: 'a',
          reason:
            'numbers in JSON are read as floats, which hold fewer digits than "0.12345678901234567890" has; as text it would keep them',
        },
        { what: 'precision', value: 'b', reason: '"1e400" is more than a float holds and became infinite' },
      ]);
    });

    it.each([
      ['as programs print floats', '{"a":0.30000000000000004,"b":5e-324,"c":123456789.12345679}'],
      ['as a float is to its last digit', '{"a":0.1000000000000000055511151231257827,"b":0.5,"c":1.0}'],
      ['in a text or deeper down', '{"a":"\\"k\\":0.12345678901234567890,","b":{"a":0.12345678901234567890},"c":2}'],
    ])('%s is not said to be', async (_, line) => {
      expect((await read(`${line}\n`)).inferred).toEqual([]);
    });

    it('of many digits keeps them as text', async () => {
      const { rows, inferred } = await read('{"a":"0.12345678901234567890"}\n');
      expect([rows, inferred]).toEqual([[{ a: '0.12345678901234567890' }], []]);
    });

    it('that is whole makes a column of floats', async () => {
      const { columns } = await read('{"a":1.0,"b":1e2,"c":1}\n{"a":2.0,"b":3,"c":2}\n');
      expect(columns.map(({ type }) => type)).toEqual(['DOUBLE', 'DOUBLE', 'BIGINT']);
    });
  });

  it('has integers of 64 bits where they have both signs, and wider ones only where they are', async () => {
    const { columns, rows } = await read(
      '{"a":1,"b":-3,"c":18446744073709551615,"d":-9223372036854775808}\n{"a":-3,"b":1,"c":-1,"d":9223372036854775807}\n',
    );
    expect(columns.map(({ type }) => type)).toEqual(['BIGINT', 'BIGINT', 'HUGEINT', 'BIGINT']);
    expect(rows.map(({ a, d }) => [a, d])).toEqual([
      [1n, -(2n ** 63n)],
      [-3n, 2n ** 63n - 1n],
    ]);
  });

  it('has long integers beside NaN as text, and says so', async () => {
    const { columns, rows, inferred } = await read('{"a":123456789012345678}\n{"a":NaN}\n{}\n');
    expect(columns).toEqual([{ name: 'a', type: 'VARCHAR' }]);
    expect(rows.map(({ a }) => a)).toEqual(['123456789012345678', 'NaN', null]);
    expect(inferred).toMatchObject([{ what: 'type of a', value: 'text' }]);
  });

  it('has NaN and Infinity where Python wrote it', async () => {
    const { rows } = await read('{"a":NaN,"b":1}\n{"a":1.5,"b":Infinity}\n{"a":-Infinity,"b":null}\n');
    expect(rows).toEqual([
      { a: NaN, b: 1 },
      { a: 1.5, b: Infinity },
      { a: -Infinity, b: null },
    ]);
  });

  it('is the same text in every engine where numbers stand among others', async () => {
    const values = ['"x"', '1.0', '1.10', '1e5', '0.00001', '1e21', '1e16', '1E400', '7', '-0.0', 'NaN'];
    const mixed = await read(values.map((value) => `{"a":${value}}\n`).join(''));
    expect(mixed.rows.map(({ a }) => a)).toEqual([
      'x',
      '1.0',
      '1.1',
      '100000.0',
      '1e-05',
      '1e+21',
      '1e+16',
      '1E400',
      '7',
      '-0.0',
      'NaN',
    ]);
    const nested = await read(`{"a":[${values.join()},123456789012345678901234567890,{"k":null}]}\n`);
    expect(nested.rows[0]!.a).toBe(
      '["x",1.0,1.1,100000.0,0.00001,1e21,10000000000000000.0,1E400,7,-0.0,NaN,123456789012345678901234567890,{"k":null}]',
    );
  });

  it('may begin with a byte order mark', async () => {
    expect((await read('\ufeff{"a":1}\n{"a":2}\n')).rows).toEqual([{ a: 1n }, { a: 2n }]);
    expect((await read('\ufeff[{"a":1}]', 'json')).rows).toEqual([{ a: 1n }]);
  });

  it.each([
    ['a key that is there twice', '{"a":1,"a":2}\n', /"a"/],
    ['a key that is there twice, differently written', '{"a":1,"\\u0061":2}\n', /a/],
    ['an empty key', '{"":1,"a":2}\n', /a key in it is empty, and a column needs a name/],
    ['no keys', '{}\n{}\n', /no record in it has a key/],
    ['a record that is null', '{"a":1}\nnull\n{"a":2}\n', /null|not an object/],
    ['half of a character', '{"a":"\\ud800"}\n', /line 1/],
    ['bytes that are not UTF-8', Buffer.from('{"a":"é"}\n', 'latin1'), /line 1: .*encoding: latin-1/],
  ])('is refused with %s', async (_, content, says) => {
    expect(await refusal(content)).toMatch(says);
  });

  it('is refused as an array of nothing, and with a null in one', async () => {
    expect(await refusal('[]', 'json')).toContain('no record in it has a key');
    expect(await refusal('[{"a":1},null]', 'json')).toMatch(/null|not an object/);
  });
});
