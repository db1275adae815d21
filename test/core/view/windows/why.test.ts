import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../../core/engine/engine.ts';
import { sql } from '../../../../core/sql/sql.ts';
import { formatInstant, parseInstant } from '../../../../core/time/instant.ts';
import type { WindowRule } from '../../../../core/view/windows/reasons.ts';
import type { WindowView } from '../../../../core/view/windows/view-at.ts';
import { whyWindow } from '../../../../core/view/windows/why.ts';
import { bindEvents, type WindowCase } from '../../../support/bind-events.ts';
import { engines } from '../../../support/engines.ts';

const columns = ['customer_id', 'ts', 'known', 'event_id', 'status', 'amount'];
const rows = [
  [1, '2024-03-01 00:00', '2024-03-01 00:00', 'a', 'ok', 1], // left the window of 7 days
  [1, '2024-03-03 12:00', '2024-03-03 12:00', 'b', 'ok', 2], // its edge: (T - 7d, T]
  [1, '2024-03-05 00:00', '2024-03-05 00:00', 'c', 'ok', 10], // corrected on the 6th
  [1, '2024-03-05 00:00', '2024-03-06 00:00', 'c', 'ok', 12],
  [1, '2024-03-06 00:00', '2024-03-06 00:00', 'd', 'void', 100],
  [1, '2024-03-07 00:00', '2024-03-07 00:00', 'e', 'ok', null],
  [1, '2024-03-08 00:00', '2024-03-12 00:00', 'f', 'ok', 1000], // not yet known
  [1, '2024-03-08 00:00', null, 'g', 'ok', 1000], // never known
  [1, '2024-03-10 12:00', '2024-03-10 12:00', 'h', 'ok', 30], // at T
  [1, '2024-03-11 00:00', '2024-03-11 00:00', 'i', 'ok', 7], // after T
  [2, '2024-03-08 00:00', '2024-03-08 00:00', 'j', 'ok', 5], // another's
];

function purchases(keys: string[], more: Partial<WindowCase> = {}, available: string | null = 'known'): WindowCase {
  const all = rows.map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i]!])));
  return {
    join_keys: keys,
    boundary: 'inclusive',
    dedupe_by: 'event_id',
    view: {
      name: 'purchases_v1',
      timestamp_field: 'ts',
      created_timestamp_field: null,
      available_at: available,
      columns: {
        ...(keys.length === 0 && { customer_id: 'BIGINT' }),
        known: 'TIMESTAMP',
        event_id: 'VARCHAR',
        status: 'VARCHAR',
        amount: 'BIGINT',
      },
      aggregations: [{ name: 'spend_7d', function: 'sum', column: 'amount', window: '7d', filter: "status = 'ok'" }],
      rows: all,
    },
    labels: [],
    expected: [],
    ...more,
  };
}

describe.each(engines)('why a windowed feature has its value, on $name', ({ open }) => {
  let engine: Engine;
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ engine, close } = await open({ threads: 1 }));
  });
  afterAll(() => close());

  async function why(known: WindowCase, rule: Partial<WindowRule> = {}, limit = 100) {
    const view = (await bindEvents(engine, known)).views[0]!.view as WindowView;
    const of = { keys: known.join_keys.map(() => ({ value: sql`1`, is: sql`customer_id` })), limit };
    const moment = { at: parseInstant('2024-03-10 12:00'), boundary: known.boundary, embargo: 0n, ...rule };
    const { value, counts, timeless, events } = await whyWindow(engine, view, view.features[0] as never, of, moment);
    const said = events.map((event) => `${formatInstant(event.t).slice(5, 10)} ${event.value} ${event.reason}`);
    return { value, timeless, counts: Object.fromEntries(Object.entries(counts).filter(([, n]) => n > 0)), said };
  }

  it('gives each event its reason, the nearest first', async () => {
    expect(await why(purchases(['customer_id']))).toEqual({
      value: '42',
      timeless: 0,
      counts: { inside: 2, too_early: 2, too_late: 1, not_yet_known: 2, superseded: 1, filtered_out: 1, null: 1 },
      said: [
        '03-10 30 inside',
        '03-11 7 too_late',
        '03-08 1000 not_yet_known',
        '03-08 1000 not_yet_known',
        '03-07 null null',
        '03-06 100 filtered_out',
        '03-05 12 inside',
        '03-05 10 superseded',
        '03-03 2 too_early',
        '03-01 1 too_early',
      ],
    });
  });

  it('lists few of a reason and counts them all', async () => {
    const { counts, said } = await why(purchases(['customer_id']), {}, 1);
    expect(counts).toMatchObject({ inside: 2, too_early: 2 });
    expect(said).toEqual([
      '03-10 30 inside',
      '03-11 7 too_late',
      '03-08 1000 not_yet_known',
      '03-07 null null',
      '03-06 100 filtered_out',
      '03-05 10 superseded',
      '03-03 2 too_early',
    ]);
  });

  it('goes by the boundary and the embargo', async () => {
    const strict = await why(purchases(['customer_id'], { boundary: 'strict' }));
    expect([strict.value, strict.counts.inside, strict.counts.too_late]).toEqual(['14', 2, 2]);
    const earlier = await why(purchases(['customer_id']), { embargo: 5n * 86_400_000_000n });
    // At 5 March 12:00: what corrects the event of the 5th is not yet known.
    expect([earlier.value, earlier.counts.superseded]).toEqual(['13', undefined]);
  });

  it('takes the last version alone where all are known at once, and everybody’s events without entities', async () => {
    const { value, counts, said } = await why(purchases([], {}, null));
    expect([value, counts.superseded, counts.not_yet_known]).toEqual(['2047', 1, undefined]);
    expect(said).toContain('03-08 5 inside');
  });

  it('has nothing to say of an entity without events', async () => {
    const none = purchases(['customer_id']);
    none.view.rows = none.view.rows.filter((row) => row.customer_id === 2);
    expect(await why(none)).toEqual({ value: null, timeless: 0, counts: {}, said: [] });
  });

  it('counts the rows of the entity that have no time, which are no events', async () => {
    const known = purchases(['customer_id']);
    const none = (customer_id: number, ts: string | null, n: number) =>
      Array.from({ length: n }, () => ({ ...known.view.rows[8]!, customer_id, ts, event_id: null }));
    known.view.rows.push(...none(1, null, 2), ...none(1, 'infinity', 1), ...none(2, null, 4));
    const { value, timeless, counts } = await why(known);
    expect([value, timeless]).toEqual(['42', 3]);
    expect(counts).toEqual((await why(purchases(['customer_id']))).counts);
  });
});
