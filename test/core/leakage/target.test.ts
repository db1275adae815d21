import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runJoin } from '../../../core/join/join.ts';
import { pairUp } from '../../../core/leakage/pairs.ts';
import { findTarget } from '../../../core/leakage/target.ts';
import { openNative, type NativeEngine } from '../../../core/node/duckdb-native.ts';
import { sql, unsafe } from '../../../core/sql/sql.ts';
import { bindRows } from '../../support/bind-rows.ts';

describe('the target of a label table', () => {
  let engine: NativeEngine;
  beforeAll(async () => {
    engine = await openNative();
  });
  afterAll(() => engine.close());

  /** What is found of these targets, and which rows are then positive. */
  async function found(type: string, targets: string[], name: string | null = 'target') {
    const labels = targets.map((_, i) => ({ keys: [i], at: 5n, target: null }));
    const view = { on: [0], rows: [], ttl: null, available: false, boundary: 'inclusive' as const, embargo: 0n };
    const plan = await bindRows(engine, labels, [view], { keys: ['INTEGER'], features: ['INTEGER'] });
    const { relation } = plan.labels;
    const made = sql`(SELECT * REPLACE ((${unsafe(`[${targets.join()}]::${type}[]`)})[key0 + 1] AS target) FROM ${relation.from})`;
    const columns = relation.columns.map((column) => (column.name === 'target' ? { ...column, type } : column));
    plan.labels.relation = { ...relation, from: made, columns, rowNumber: sql`key0` };
    plan.labels.target = name === null ? null : { name, type };
    const pairs = await pairUp(engine, await runJoin(engine, plan), 'latest');
    const { target, state, column } = await findTarget(engine, pairs);
    const rows = target
      ? await engine.rows<{ p: boolean | null }>(
          sql`SELECT ${target.positive} AS p FROM ${pairs.table} ORDER BY label_row`,
        )
      : [];
    return { state, type: column?.type ?? null, positive: rows.map(({ p }) => p) };
  }

  it('has two classes, of which the greater is the positive one', async () => {
    expect(await found('INTEGER', ['0', '1', '0'])).toEqual({
      state: 'binary',
      type: 'INTEGER',
      positive: [false, true, false],
    });
    expect((await found('INTEGER', ['7', '-3'])).positive).toEqual([true, false]);
    expect((await found('VARCHAR', ["'yes'", "'no'"])).positive).toEqual([true, false]);
    expect((await found('BOOLEAN', ['true', 'false'])).positive).toEqual([true, false]);
  });

  it('counts no null as a class, and leaves its row without one', async () => {
    expect(await found('INTEGER', ['NULL', '1', '0'])).toMatchObject({
      state: 'binary',
      positive: [null, true, false],
    });
    expect(await found('INTEGER', ['NULL', '1', '1'])).toEqual({ state: 'one-class', type: 'INTEGER', positive: [] });
    expect(await found('INTEGER', ['NULL'])).toMatchObject({ state: 'one-class' });
    expect(await found('INTEGER', [])).toMatchObject({ state: 'one-class' });
  });

  it('is told from one class and from many', async () => {
    expect(await found('INTEGER', ['1', '1'])).toMatchObject({ state: 'one-class' });
    expect(await found('INTEGER', ['0', '1', '2'])).toMatchObject({ state: 'many-classes', type: 'INTEGER' });
    expect(await found('DOUBLE', ['0.1', '0.2', '0.3', '0.4'])).toMatchObject({ state: 'many-classes' });
  });

  it('is none where none is named, or where the labels have no such column', async () => {
    expect(await found('INTEGER', ['0', '1'], null)).toEqual({ state: 'none', type: null, positive: [] });
    expect(await found('INTEGER', ['0', '1'], 'churned')).toMatchObject({ state: 'none' });
  });

  it('may be a key or the time of the labels', async () => {
    expect(await found('INTEGER', ['0', '1'], 'key0')).toMatchObject({ state: 'binary', positive: [false, true] });
  });
});
