import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openNative, type NativeEngine } from '../../../core/node/duckdb-native.ts';
import { ident, join, sql, type Sql } from '../../../core/sql/sql.ts';
import type { BoundView } from '../../../core/table/bound.ts';
import type { Relation } from '../../../core/table/relation.ts';
import { filesOrder } from '../../../core/table/row-order.ts';
import { endless } from '../../../core/time/span.ts';
import { compareRows, rankSql, rankUpTo, type SourceRow } from '../../../core/view/later.ts';
import { instantLiteral } from '../../../core/view/moment.ts';
import { findPacking, packedTime, type Packing } from '../../../core/view/packed-rank.ts';
import { rowsSql } from '../../../core/view/rows.ts';
import { tableOf } from '../../support/table-of.ts';

type Times = [t: bigint | null, c: bigint | null];

const century = 3_155_760_000_000_000n;

describe("rule 4's order as one integer", () => {
  let engine: NativeEngine;
  beforeAll(async () => {
    engine = await openNative();
  });
  afterAll(() => engine.close());

  async function viewOf(times: Times[], hasCreated = true, more: Partial<Relation> = {}): Promise<BoundView> {
    const at = (value: bigint | null): Sql => (value === null ? sql`NULL::TIMESTAMP` : instantLiteral(value));
    const rows = times.map(([t, c], i) => sql`(${i}, ${at(t)}, ${at(c)})`);
    const query = sql`SELECT * FROM (VALUES ${join(rows)}) s(i, t, c) ORDER BY i`;
    return {
      name: 'view',
      relation: { ...(await tableOf(engine, 'source', query)), ...more },
      keys: [],
      timestamp: { column: 't', at: ident('t') },
      created: hasCreated ? { column: 'c', at: ident('c') } : null,
      available: null,
      ttl: null,
      features: [],
      inferred: [],
    };
  }

  /** Whether each row lies up to each moment, and how any two rows compare, is as `compareRows` says. */
  async function isRule4(view: BoundView, packing: Packing, times: Times[], moments: bigint[]): Promise<void> {
    const source = rowsSql(view, { times: ['o'], features: [sql`${rankSql(view, packing)} AS rank`] });
    const order = await engine.rows<{ o: bigint; t: bigint }>(
      sql`SELECT o, epoch_us(${packedTime(packing, sql`rank`)}) AS t FROM (${source}) WHERE rank IS NOT NULL ORDER BY rank, o DESC`,
    );
    const [least] = await engine.rows<{ o: bigint }>(sql`SELECT min(o) AS o FROM (${source})`);
    const rows = times.flatMap(([t, c], i): SourceRow[] =>
      t === null ? [] : [{ t, c: view.created ? c : null, a: null, order: least!.o + BigInt(i) }],
    );
    expect(order).toEqual(rows.toSorted(compareRows).map(({ order: o, t }) => ({ o, t })));
    for (const moment of moments) {
      for (const boundary of ['at', 'before'] as const) {
        const [found] = await engine.rows<{ n: number }>(
          sql`SELECT count(*)::DOUBLE AS n FROM (${source}) WHERE rank <= ${rankUpTo(instantLiteral(moment), boundary, packing)}`,
        );
        const early = rows.filter(({ t }) => (boundary === 'at' ? t <= moment : t < moment));
        expect(found!.n, `${boundary} ${moment}`).toBe(early.length);
      }
    }
  }

  const cases: [said: string, type: Packing['type'], unit: bigint, hasCreated: boolean, times: Times[]][] = [
    [
      'a few rows',
      'BIGINT',
      1n,
      true,
      [
        [5n, 7n],
        [5n, null],
        [-3n, 9n],
        [5n, 7n],
        [null, 1n],
        [6n, -4n],
        [-3n, 9n],
      ],
    ],
    [
      'no created time',
      'BIGINT',
      1n,
      false,
      [
        [5n, 7n],
        [5n, null],
        [-3n, 9n],
        [5n, 1n],
      ],
    ],
    [
      'created times that are all null',
      'BIGINT',
      1n,
      true,
      [
        [5n, null],
        [4n, null],
        [5n, null],
      ],
    ],
    [
      'milliseconds of long',
      'BIGINT',
      1000n,
      true,
      [
        [century * 20n, 5n],
        [0n, null],
        [1000n, 900n],
        [1000n, 900n],
      ],
    ],
    [
      'milliseconds of long, but for one',
      'HUGEINT',
      1n,
      true,
      [
        [century * 20n, 5n],
        [0n, null],
        [1001n, 900n],
        [1000n, 900n],
      ],
    ],
    [
      'seconds of longer',
      'BIGINT',
      1_000_000n,
      true,
      [
        [century * 20n, 1_000_000n],
        [0n, null],
        [1_000_000n, 9n],
        [0n, 7n],
      ],
    ],
    [
      'microseconds of long',
      'HUGEINT',
      1n,
      true,
      [
        [century * 20n, century],
        [1n, null],
        [2n, 900n],
        [2n, 900n],
        [1n, 0n],
      ],
    ],
    [
      'created times so far apart that 64 bits do not hold what lies below a moment',
      'HUGEINT',
      1n,
      true,
      [
        [century, century * 1200n],
        [1n, -century * 1200n],
        [2n, 900n],
        [2n, 900n],
        [1n, null],
      ],
    ],
    [
      'times before 1970',
      'BIGINT',
      1000n,
      true,
      [
        [-century * 19n, 5n],
        [-1000n, null],
        [century, 900n],
        [-1000n, 1n],
      ],
    ],
  ];
  it.each(cases)('is exact: %s', async (_, type, unit, hasCreated, times) => {
    const view = await viewOf(times, hasCreated);
    const packing = await findPacking(engine, view);
    expect(packing).toMatchObject({ type, unit });
    const around = times.flatMap(([t]) => (t === null ? [] : [t - 1n, t, t + 1n, t - 1000n, t + 999n]));
    await isRule4(view, packing!, times, [...around, endless, -endless, century * 100n, -century * 20n]);
  });

  it('has places enough for the rows of many files', async () => {
    const file = (path: string) => ({ path, bytes: 1, modified: 1 });
    const view = await viewOf(
      [
        [century, 1n],
        [0n, 2n],
      ],
      true,
      { ...filesOrder, files: [file('a'), file('b')] },
    );
    expect(await findPacking(engine, view)).toMatchObject({ type: 'HUGEINT', places: 1n << 41n });
  });

  it('is not there where a time is infinite, where none is, and where the digits do not fit', async () => {
    for (const times of [
      [[5n, endless]],
      [[endless, 1n]],
      [[-endless, null]],
      [[5n, -endless]],
      [[null, 1n]],
    ] as Times[][])
      expect(await findPacking(engine, await viewOf(times)), String(times)).toBeNull();
    const file = (path: string) => ({ path, bytes: 1, modified: 1 });
    const files = { ...filesOrder, files: [file('a'), file('b')] };
    const apart: Times[] = [
      [-century * 40n, -century * 40n],
      [century * 40n + 1n, century * 40n],
    ];
    expect(await findPacking(engine, await viewOf(apart, true, files))).toBeNull();
  });
});
