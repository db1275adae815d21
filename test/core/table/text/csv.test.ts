import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openNative, type NativeEngine } from '../../../../core/node/duckdb-native.ts';
import { sql } from '../../../../core/sql/sql.ts';
import { readCsv, type CsvReading } from '../../../../core/table/text/csv.ts';

describe('a text file as DuckDB is told to read it', () => {
  let engine: NativeEngine;
  let folder: string;
  beforeAll(async () => {
    engine = await openNative();
    folder = await mkdtemp(join(tmpdir(), 'asof-csv-'));
  });
  afterAll(async () => {
    await engine.close();
    await rm(folder, { recursive: true });
  });

  async function read(content: string | string[], reading: Partial<CsvReading> = {}, types = ['VARCHAR', 'VARCHAR']) {
    const files = [content].flat();
    const patterns = files.map((_, i) => join(folder, `id=${i}.csv`));
    for (const [i, path] of patterns.entries()) await writeFile(path, files[i]!);
    const plain = { delimiter: ',', quote: '"', header: true, breaks: false, lineEnd: '\n' as const, nullValues: [''] };
    const columns = types.map((type, i) => ({ name: ['a', 'b'][i]!, type }));
    const rows = await engine.rows<Record<string, unknown>>(
      sql`FROM ${readCsv({ ...plain, patterns, ...reading }, columns)}`,
    );
    return rows.map((row) => Object.values(row));
  }

  it('has the columns it is given, and none of its folder or its name', async () => {
    expect(await read('x,y\n1,2\n')).toEqual([['1', '2']]);
    expect(await read('x,y\n1,2\n', { header: false })).toEqual([
      ['x', 'y'],
      ['1', '2'],
    ]);
    expect(await read('x,y\n1,2\n', {}, ['BIGINT', 'DOUBLE'])).toEqual([[1n, 2]]);
  });

  it.each(['\t', ';', '|', '~', '\u0001'])('is cut at %j alone', async (delimiter) => {
    expect(await read(`a${delimiter}b\n1,5${delimiter}"x${delimiter}y"\n`, { delimiter })).toEqual([
      ['1,5', `x${delimiter}y`],
    ]);
  });

  it('keeps a doubled quote, and what looks like an escape', async () => {
    expect(await read('a,b\n"say ""hi""",\\N\n')).toEqual([['say "hi"', '\\N']]);
    expect(await read("a,b\n'it''s',\"q\"\n", { quote: "'" })).toEqual([["it's", '"q"']]);
  });

  it('keeps line breaks within quotes, of either kind', async () => {
    expect(await read('a,b\n"1\n2",3\n', { breaks: true })).toEqual([['1\n2', '3']]);
    expect(await read('a,b\r\n"1\n2",3\r\n', { breaks: true, lineEnd: '\r\n' })).toEqual([['1\n2', '3']]);
    expect(await read('a,b\n1,2', { lineEnd: null })).toEqual([['1', '2']]);
  });

  it('has null for the words that it is given, and for no other', async () => {
    const file = 'a,b\nNA,\nnull,-\n';
    expect(await read(file)).toEqual([
      ['NA', null],
      ['null', '-'],
    ]);
    expect(await read(file, { nullValues: ['NA', '-'] })).toEqual([
      [null, ''],
      ['null', null],
    ]);
    expect((await read(file, { nullValues: [] }))[0]).toEqual(['NA', '']);
  });

  it('is read in the order of its files', async () => {
    expect(await read(['a,b\n1,1\n', 'a,b\n2,2\n', 'a,b\n3,3\n'])).toEqual([
      ['1', '1'],
      ['2', '2'],
      ['3', '3'],
    ]);
  });

  it('loses no row that does not fit: it fails', async () => {
    await expect(read('a,b\n1,2\nx,3\n', {}, ['BIGINT', 'BIGINT'])).rejects.toThrow(/x/);
    await expect(read('a,b\n1,2,3\n')).rejects.toThrow();
  });
});
