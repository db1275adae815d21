import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeSql, sameSql } from '../../../core/skew/comparison.ts';
import { valueKeys } from '../../../core/skew/value-keys.ts';
import { join, sql, typeName, unsafe } from '../../../core/sql/sql.ts';
import { engines, type Opened } from '../../support/engines.ts';
import { Random } from '../../support/random.ts';

describe.each(engines)('keys by which values find each other, in $name', ({ open }) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.close());

  it.each([
    ['DOUBLE', 'DOUBLE', null],
    ['DOUBLE', 'DOUBLE', 0.9],
    ['DOUBLE', 'FLOAT', null],
    ['FLOAT', 'DOUBLE', 0],
    ['BIGINT', 'DOUBLE', null],
    ['BIGINT', 'VARCHAR', null],
    ['VARCHAR', 'DOUBLE', null],
    ['DOUBLE[]', 'FLOAT[]', null],
  ] as const)(
    'a %s finds every %s that is the same or close, at a tolerance of %s',
    async (type, servedType, tolerance) => {
      const random = new Random(7);
      const share = tolerance ?? 1e-9;
      const numbers = Array.from({ length: 600 }, () => {
        const x = (random.next() - 0.5) * 10 ** (random.below(30) - 15);
        const y = random.chance(0.2) ? x : x * (1 + (random.next() - 0.5) * 2 * share) + (random.next() - 0.5) * 2e-12;
        return [String(x), String(y)];
      });
      const odd = [
        'NaN',
        'Infinity',
        '-Infinity',
        '0',
        '-0',
        '3',
        servedType.startsWith('FLOAT') || type === 'FLOAT' ? '1e38' : '1e300',
      ].map((one) => [one, one]);
      const value = (text: string, as: string) => {
        const number = sql`${text}::DOUBLE`;
        if (as.endsWith('[]')) return sql`[${number}, 1]::${typeName(as)}`;
        return as === 'BIGINT' ? sql`TRY_CAST(${number} AS BIGINT)` : sql`(${number})::${typeName(as)}`;
      };
      const rows = [...numbers, ...odd].map(([a, b]) => sql`(${value(a!, type)}, ${value(b!, servedType)})`);
      const [offline, online] = [
        { type, value: unsafe('a') },
        { type: servedType, value: unsafe('b') },
      ];
      const keys = valueKeys(offline, online, tolerance);
      const close = closeSql(offline, online, tolerance);
      const alike = sql`(${sameSql(offline, online)}${close ? sql` OR ${close}` : sql``})`;
      const [found] = await opened.engine.rows<{ alike: number; found: number }>(
        sql`SELECT count(*)::DOUBLE AS alike, count(CASE WHEN list_contains(${keys.online}, ${keys.offline}) THEN 1 END)::DOUBLE AS found
FROM (VALUES ${join(rows)}) t(a, b) WHERE a IS NOT NULL AND b IS NOT NULL AND ${alike}`,
      );
      expect(found!.alike).toBeGreaterThan(3);
      expect(found!.found).toBe(found!.alike);
    },
  );
});
