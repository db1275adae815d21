import { readdirSync, readFileSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../core/engine/engine.ts';
import { openNative } from '../../../core/node/duckdb-native.ts';
import { ident, list, sql } from '../../../core/sql/sql.ts';

const hostile = [
  `"`,
  `'`,
  `a"b''c`,
  `;--`,
  `x'); DROP TABLE t; --`,
  '🦆 žluť',
  'select',
  'a.b',
  ' lead',
  'tab\tnew\nline',
  '\\',
  '$1',
  '%',
];

describe('sql', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openNative();
  });
  afterAll(() => engine.close());

  it.each(hostile)('gives %j back as a value, a name and a list', async (text) => {
    await engine.exec(
      sql`CREATE OR REPLACE TABLE ${ident(text)} AS SELECT ${text} AS ${ident(text)}, ${list([text])}[1] AS listed`,
    );
    expect(await engine.rows(sql`SELECT * FROM ${ident(text)}`)).toEqual([{ [text]: text, listed: text }]);
  });

  it('prints numbers, bigints, booleans and null as themselves', async () => {
    const [row] = await engine.rows(
      sql`SELECT ${-0} AS zero, ${1e300} AS big, ${0.1} = 0.1 AS tenth, ${2n ** 62n} AS wide, ${true} AS yes, ${null} AS nothing`,
    );
    expect(row).toEqual({ zero: -0, big: 1e300, tenth: true, wide: 2n ** 62n, yes: true, nothing: null });
  });

  it('refuses NUL, NaN and infinity instead of changing them', () => {
    expect(() => sql`${'a\0b'}`).toThrow(/NUL/);
    expect(() => sql`${NaN}`).toThrow(/finite/);
    expect(() => sql`${Infinity}`).toThrow(/finite/);
  });

  it('is the only place where text becomes SQL unquoted', () => {
    const root = new URL('../../../core/', import.meta.url).pathname;
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
      (file) => file.endsWith('.ts') && !file.startsWith('sql/'),
    );
    expect(files.filter((file) => /\bunsafe\(/.test(readFileSync(joinPath(root, file), 'utf8')))).toEqual([]);
  });
});
