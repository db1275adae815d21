import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../core/engine/engine.ts';
import { runJoin, trainingSetSql } from '../../core/join/join.ts';
import { duckdbOffline } from '../../core/join/duckdb-offline.ts';
import type { OfflineEngine } from '../../core/join/offline-engine.ts';
import type { JoinPlan } from '../../core/join/request.ts';
import { runningOffline } from '../support/running-offline.ts';
import { bindEvents, type WindowCase } from '../support/bind-events.ts';
import { engines } from '../support/engines.ts';

const folder = new URL('../fixtures/windows/', import.meta.url);
const read = (file: string): unknown => JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
const seeded = readdirSync(folder).filter((file) => file.startsWith('window_'));
const examples = (read('examples.json') as (WindowCase & { title: string })[]).map(
  (known) => [known.title, known] as const,
);
const cases = seeded.sort().map((file) => [file, read(file) as WindowCase] as const);

/** Windowed aggregates with answers that were made elsewhere, by exact arithmetic. */
describe.each(engines)('windows with known answers, on $name', ({ open }) => {
  let engine: Engine;
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ engine, close } = await open());
  });
  afterAll(() => close());

  it.each([...examples, ...cases])('%s', async (_, known) => {
    const plan = await bindEvents(engine, known);
    for (const offline of [duckdbOffline(engine), runningOffline(engine)]) await check(known, plan, offline);
  });

  async function check(known: WindowCase, plan: JoinPlan, offline: OfflineEngine): Promise<void> {
    const joined = await runJoin(engine, plan, {}, 'values', offline);
    const rows = await engine.rows(
      trainingSetSql(
        plan,
        joined.views.map(({ picks }) => picks),
      ),
    );
    await joined.scratch.drop();
    const { aggregations, columns } = known.view;
    for (const { name, function: fn, column } of aggregations) {
      const isRounded = fn === 'stddev' || (fn === 'mean' && columns[column!] !== 'BIGINT');
      const got = rows.map((row) => plain(row[name]));
      const right = known.expected.map((row) => plain(row[name]));
      if (!isRounded) expect([name, got]).toEqual([name, right]);
      else
        got.forEach((value, i) =>
          expect(isClose(value, right[i]), `${name} of label ${i}: ${String(value)}, ${String(right[i])}`).toBe(true),
        );
    }
  }
});

/** Numbers as they compare: JSON has no bigint, NaN or infinity. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'string' && /^(NaN|[-+]?inf(inity)?)$/i.test(value))
    return Number(value.replace(/^([-+]?)inf.*$/i, '$1Infinity'));
  return value;
}

function isClose(a: unknown, b: unknown): boolean {
  if (typeof a !== 'number' || typeof b !== 'number') return Object.is(a, b);
  return Object.is(a, b) || a === b || Math.abs(a - b) <= 1e-12 * Math.max(Math.abs(a), Math.abs(b));
}
