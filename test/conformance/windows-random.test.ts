import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../core/engine/engine.ts';
import { duckdbOffline } from '../../core/join/duckdb-offline.ts';
import { runJoin, trainingSetSql, type Joined } from '../../core/join/join.ts';
import { ident, join, sql } from '../../core/sql/sql.ts';
import type { NaiveStrategy } from '../../core/join/request.ts';
import { micros } from '../../core/sql/micros.ts';
import { Scratch } from '../../core/engine/scratch.ts';
import { entityEvents } from '../../core/view/windows/entity-events.ts';
import { eventReasons, reasonOf } from '../../core/view/windows/reasons.ts';
import { stepHistory } from '../../core/view/windows/steps.ts';
import { viewAt, type WindowView } from '../../core/view/windows/view-at.ts';
import { whyWindow } from '../../core/view/windows/why.ts';
import { endless } from '../../core/time/span.ts';
import { parseDuration } from '../../core/time/duration.ts';
import { parseInstant } from '../../core/time/instant.ts';
import { bindEvents, type WindowCase } from '../support/bind-events.ts';
import { engines } from '../support/engines.ts';
import { infinity } from '../support/oracle.ts';
import { runningOffline } from '../support/running-offline.ts';
import { unknownByHand, windowsByHand } from '../support/window-oracle.ts';
import { randomWindows } from '../support/random-windows.ts';

/** The page's is slower, and what is wrong in the SQL shows in either. */
const shares: Record<string, number> = { 'DuckDB native': 7, 'DuckDB-Wasm': 3 };

describe.each(engines)('windowed aggregates of random events, on $name', ({ name, open }) => {
  const share = Number(process.env.ASOF_WINDOW_SEEDS ?? shares[name]);
  const seeds = Array.from({ length: share }, (_, i) => 1 + i);
  let engine: Engine;
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ engine, close } = await open({ threads: 1 }));
  });
  afterAll(() => close());

  it.each(seeds)(
    'seed %i: by hand, for training in both ways, materialized, over time and by its events',
    async (seed) => {
      const known = randomWindows(seed);
      const plan = await bindEvents(engine, known);
      const names = known.view.aggregations.map(({ name }) => name);
      const rowsOf = async ({ views }: Joined) => {
        const { picks } = views[0]!;
        const times = await engine.rows(sql`SELECT t FROM ${picks} ORDER BY label_row`);
        const rows = await engine.rows(trainingSetSql(plan, [picks]));
        return rows.map((row, i) => [...names.map((name) => plain(row[name])), times[i]!.t]);
      };
      const both = [duckdbOffline(engine), runningOffline(engine)];
      const joined = [];
      for (const offline of both) joined.push(await runJoin(engine, plan, {}, 'times', offline));
      const [found, running] = [await rowsOf(joined[0]!), await rowsOf(joined[1]!)];
      expect(running).toEqual(found);
      const trained = found.map((row) => row.slice(0, -1));
      const right = windowsByHand(known);
      trained.forEach((values, i) =>
        values.forEach((value, j) => {
          const { function: fn } = known.view.aggregations[j]!;
          const says = `seed ${seed}, label ${i}, ${JSON.stringify(known.view.aggregations[j])}: ${String(value)}, by hand ${String(right[i]![j])}`;
          expect(fn === 'stddev' ? isClose(value, right[i]![j]!) : Object.is(value, right[i]![j]), says).toBe(true);
        }),
      );
      await sameNaively(engine, known, joined);
      for (const one of joined) await one.scratch.drop();
      await sameOtherwise(engine, known, plan.views[0]!.view as WindowView, trained);
      await sameByEvents(engine, known, plan.views[0]!.view as WindowView, trained);
    },
  );
});

/** What a naive join counts and what of it was not known, in both ways; what it is by hand where windows end at the label. */
async function sameNaively(engine: Engine, known: WindowCase, both: readonly Joined[]): Promise<void> {
  const { name, available_at: available, aggregations } = known.view;
  const { plan } = both[0]!;
  const values = aggregations.map((one) => ident(`${name}__${one.name}`));
  const [happened, became] = ['t', 'a'].map((time) =>
    aggregations.map((one) => sql`${micros(ident(`${time} of ${name}__${one.name}`))}::VARCHAR`),
  );
  const told = [...values, ...happened!, ...(available ? became! : [])];
  const named = told.map((column, i) => sql`${column} AS ${ident(`c${i}`)}`);
  const picked = async (joined: Joined, how: NaiveStrategy): Promise<unknown[][]> => {
    const asked = { plan, planned: plan.views[0]!, labels: joined.labels, how, wanted: 'times' } as const;
    const query = await joined.offline.picks(asked, joined.scratch, {});
    const rows = await engine.rows(sql`SELECT ${join(named)} FROM (${query}) ORDER BY label_row`);
    return rows.map((row) => told.map((_, i) => plain(row[`c${i}`])));
  };
  for (const how of ['event-time', 'same-day', 'latest'] as const) {
    const found = await picked(both[0]!, how);
    expect(await picked(both[1]!, how), how).toEqual(found);
    if (how !== 'event-time') continue;
    const asKnown = windowsByHand({ ...known, view: { ...known.view, available_at: null } });
    const unknown = available ? unknownByHand(known) : [];
    for (const [l, row] of found.entries())
      for (const [f, one] of aggregations.entries()) {
        const says = `label ${l}, ${JSON.stringify(one)}`;
        const [value, right] = [row[f], asKnown[l]![f]!];
        expect(one.function === 'stddev' ? isClose(value, right) : Object.is(value, right), says).toBe(true);
        const late = unknown[l]?.[f] ?? null;
        const when = late === null ? null : String(late === infinity ? endless : late);
        if (available) expect(row[2 * aggregations.length + f], says).toBe(when);
      }
  }
}

/** What is computed from the events that are said to be inside is what was joined, at any label; SQL and its twin say the same of each. */
async function sameByEvents(engine: Engine, known: WindowCase, view: WindowView, trained: unknown[][]): Promise<void> {
  const { boundary, join_keys: keys, labels } = known;
  const embargo = known.embargo === undefined ? 0n : parseDuration(known.embargo)!;
  for (const [i, label] of labels.slice(0, 2).entries()) {
    if (label.event_timestamp === null) continue;
    const at = momentOf(String(label.event_timestamp));
    const of = {
      keys: keys.map((key) => ({ value: sql`${label[key] as string | number | null}`, is: sql`"${{ text: key }}"` })),
      near: sql`NULL::TIMESTAMP`,
      limit: 10_000,
    };
    const { events, total } = await entityEvents(engine, view, of);
    for (const [f, feature] of view.features.entries()) {
      const says = `label ${i}, ${JSON.stringify(known.view.aggregations[f])}`;
      const why = await whyWindow(engine, view, feature, of, { at, boundary, embargo });
      const value = typeof trained[i]![f] === 'number' && why.value !== null ? numberOf(why.value) : why.value;
      expect(Object.is(value, trained[i]![f]), `${says}: ${why.value}, joined ${String(trained[i]![f])}`).toBe(true);
      const rule = { window: feature.aggregate.window, boundary, available: view.available !== null, embargo };
      const reasons = events.map((event) => reasonOf(event, event.seen[f]!, at, rule));
      expect(reasons.toSorted(), says).toEqual(why.events.map(({ reason }) => reason).toSorted());
      expect(why.counts, says).toEqual(
        Object.fromEntries(eventReasons.map((reason) => [reason, reasons.filter((one) => one === reason).length])),
      );
      expect(total).toBe(events.length);
    }
  }
}

function momentOf(text: string): bigint {
  return text.endsWith('infinity') ? (text.startsWith('-') ? -endless : endless) : parseInstant(text);
}

function numberOf(text: string): number {
  const odd: Record<string, number> = { nan: NaN, inf: Infinity, '-inf': -Infinity };
  return odd[text] ?? Number(text);
}

/** What is materialized as of a label's moment, and what its entity's steps say, is what was joined: the same bits. */
async function sameOtherwise(engine: Engine, known: WindowCase, view: WindowView, trained: unknown[][]): Promise<void> {
  const { boundary, embargo, join_keys: keys, labels } = known;
  for (const [i, label] of labels.slice(0, 6).entries()) {
    const time = label.event_timestamp;
    if (time === null || String(time).includes('infinity') || embargo || keys.some((key) => label[key] == null))
      continue;
    const asOf = parseInstant(String(time));
    const scratch = new Scratch(engine);
    const made = await viewAt(engine, view, { asOf, options: { boundary, ttl: false } }, scratch);
    const found = await engine.rows(sql`SELECT * FROM ${made.relation.from}`);
    await scratch.drop();
    const mine = found.find((row) => keys.every((key, k) => String(row[`k${k}`]) === String(label[key])));
    const values = view.features.map(({ aggregate }, f) =>
      mine ? plain(mine[`f${f}`]) : aggregate.function.startsWith('count') ? 0 : null,
    );
    expect(values, `materialized as of label ${i}`).toEqual(trained[i]);
    const of = {
      keys: keys.map((key) => ({ value: sql`${label[key] as string | number}`, is: sql`"${{ text: key }}"` })),
      near: sql`NULL::TIMESTAMP`,
      limit: 10_000,
    };
    const steps = await stepHistory(engine, view, of, boundary);
    const step = steps.rows.filter(({ t }) => (boundary === 'strict' ? t < asOf : t <= asOf)).at(-1);
    if (step)
      expect(
        step.numbers.filter((one) => one !== null),
        `steps at label ${i}`,
      ).toEqual(trained[i]!.filter((one) => typeof one === 'number'));
  }
}

/** Numbers as they compare: decimals are text. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'string' && /^-?\d+\.\d\d$/.test(value) ? Number(value) : value;
}

function isClose(a: unknown, b: unknown): boolean {
  if (typeof a !== 'number' || typeof b !== 'number') return Object.is(a, b);
  return Object.is(a, b) || Math.abs(a - b) <= 1e-12 * Math.abs(b);
}
