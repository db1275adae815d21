import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SkewQuestion } from '../../../core/question/skew.ts';
import type { Arranged } from '../../../core/results/results.ts';
import type { SkewAnswer } from '../../../core/rpc/skew-api.ts';
import { parseInstant } from '../../../core/time/instant.ts';
import { engines, type Opened } from '../../support/engines.ts';
import { bench, rowsOf, type Bench } from './setup.ts';

const hour = 3_600_000_000n;
const noon = parseInstant('2024-06-01T12:00:00');
const ids = Array.from({ length: 40 }, (_, i) => `c${String(i).padStart(2, '0')}`);
const loginOf = (i: number) => `2024-05-${String(10 + (i % 20)).padStart(2, '0')} 09:30:00`;
const spendOf = (i: number) => 10 + i + 0.0049;

/** A day's statistics per customer, and the same day's log of what was served: null as 0, cents, five hours off. */
const stats = `customer_id,event_timestamp,spend,tickets,last_login,plan
${ids.map((id, i) => `${id},2024-06-01 06:00:00,${spendOf(i)},${i % 4 ? i : ''},${loginOf(i)},${i % 2 ? 'pro' : 'basic'}`).join('\n')}
`;
const log = `customer_id,served_at,stats__spend,stats__tickets,stats__last_login,stats__plan,model
${ids.map((id, i) => `${id},2024-06-01 12:00:00,${spendOf(i) * 100},${i % 4 ? i : 0},2024-05-${String(10 + (i % 20)).padStart(2, '0')} 04:30:00,${i % 2 ? 'pro' : 'basic'},m1`).join('\n')}
`;
const definitions = `project: shop
entities:
  - {name: customer, join_keys: [customer_id]}
sources:
  - {name: stats, path: stats.csv, timestamp_field: event_timestamp}
feature_views:
  - name: stats
    entities: [customer]
    source: stats
    ttl: 10d
    online: true
    features:
      - {name: spend, dtype: Float64}
      - {name: tickets, dtype: Int64}
      - {name: last_login, dtype: Timestamp}
      - {name: plan, dtype: String}
labels:
  - {name: served, path: log.csv, entities: [customer], timestamp_field: served_at}
`;

describe.each(engines)('skew in the workbench, on $name', ({ open }) => {
  let opened: Opened;
  let shop: Bench;
  let workspace: string;
  const asked = (change: Partial<SkewQuestion> = {}): { workspace: string } & SkewQuestion => ({
    workspace,
    features: ['spend', 'tickets', 'last_login', 'plan'].map((feature) => ({ view: 'stats', feature })),
    log: 'served',
    asOf: null,
    tolerance: null,
    sample: null,
    options: {},
    ...change,
  });
  const ask = (change?: Partial<SkewQuestion>): Promise<SkewAnswer> => shop.host.call('skew', asked(change));
  const of = (answer: SkewAnswer, feature: string) => answer.report.features.find((one) => one.feature === feature)!;

  beforeAll(async () => {
    opened = await open();
    shop = bench(opened);
    await shop.put('shop/stats.csv', stats);
    await shop.put('shop/log.csv', log);
    await shop.put('shop/asof.yaml', definitions);
    workspace = (await shop.host.call('openWorkspace', { kind: 'folder', path: `${shop.root}/shop` })).id;
  });
  afterAll(async () => {
    await shop.closeWorkbench();
    await opened.close();
  });

  it('compares a served log with what was known at each serving time', async () => {
    const answer = await ask();
    expect([answer.report.against, answer.report.as_of, answer.report.entities]).toEqual(['served', null, 40]);
    expect(of(answer, 'last_login').looks_like).toMatchObject([{ cause: 'offset', rows: 40 }]);
    expect(of(answer, 'spend').looks_like).toMatchObject([{ cause: 'factor', rows: 40 }]);
    expect(of(answer, 'tickets').looks_like).toMatchObject([{ cause: 'null_filled', rows: 10 }]);
    expect(of(answer, 'plan').match_rate).toBe(1);
    expect(answer.views).toEqual([{ view: 'stats', offline: 40, online: 40, lastRun: null }]);
    expect(answer.tolerance).toBe(1e-9);
    await shop.host.call('release', { owner: answer.result });
  });

  it('draws each feature', async () => {
    const { result } = await ask();
    const picture = (feature: string) => shop.host.call('skewPicture', { result, view: 'stats', feature });
    const login = await picture('last_login');
    expect([login.kind, login.pairs, login.differences!.edges[0]]).toEqual(['instant', 40, -18_000]);
    expect((await picture('tickets')).points!.offline.filter((value) => value === null)).toHaveLength(10);
    expect((await picture('plan')).categories!.cells).toHaveLength(2);
    expect((await picture('spend')).ages).toMatchObject({
      of: 'offline',
      pairs: expect.arrayContaining([40]) as number[],
    });
  });

  it('pages through the pairs of a feature, the greatest difference first', async () => {
    const { result } = await ask();
    const arrange = async (feature: string, filter: 'differs' | 'all' | 'equal' = 'differs') => {
      const arrangement = { result, table: `stats:${feature}`, filter, sort: { by: 'difference' } };
      return { arrangement, ...(await shop.host.call('arrange', arrangement)) };
    };
    const page = async (arrangement: Arranged) =>
      rowsOf(await shop.host.call('page', { ...arrangement, from: 0, count: 3 }));
    const { arrangement, rows, first } = await arrange('spend');
    expect([rows, first]).toEqual([40, 39]);
    const [top] = await page(arrangement);
    expect(top).toMatchObject({ n: 39, entity: 'customer_id=c39', class: 'mismatch' });
    expect(top!.difference).toBeCloseTo(spendOf(39) * 99, 6);
    const login = await page((await arrange('last_login')).arrangement);
    expect(login[0]).toMatchObject({ difference: Number(-5n * hour) });
    const plan = await arrange('plan', 'equal');
    expect([plan.rows, Object.keys((await page(plan.arrangement))[0]!)]).toEqual([
      40,
      ['n', 'entity', 'at', 'class', 'offline', 'online', 'offline_time', 'online_time'],
    ]);
    expect(await arrange('plan')).toMatchObject({ rows: 0, first: null });
  });

  it('shows one entity side by side, with the log’s row', async () => {
    const { result } = await ask();
    const found = await shop.host.call('skewEntity', { result, view: 'stats', n: 4 });
    expect(found).toMatchObject({ entity: 'customer_id=c04', at: noon, online: { time: null }, stored: null });
    expect(found.offline!.time).toBe(parseInstant('2024-06-01T06:00:00'));
    expect(
      found.features.map(({ feature, class: is, offline, online, difference }) => [
        feature,
        is,
        offline,
        online,
        difference,
      ]),
    ).toEqual([
      ['spend', 'mismatch', '14.0049', expect.stringMatching(/^1400\.49/), expect.closeTo(1386.4851, 6)],
      ['tickets', 'mismatch', null, '0', null],
      ['last_login', 'mismatch', '2024-05-14 09:30:00', '2024-05-14 04:30:00', -18_000],
      ['plan', 'equal', 'basic', 'basic', null],
    ]);
    expect(found.logged).toContainEqual({ name: 'model', value: 'm1' });
  });

  it('compares with the online store: empty, then written', async () => {
    const empty = await ask({ log: null, asOf: noon });
    expect(empty.views).toEqual([{ view: 'stats', offline: 40, online: 0, lastRun: null }]);
    expect(of(empty, 'spend')).toMatchObject({ missing_online: 40, match_rate: 0 });
    await shop.host.call('materialize', { workspace, view: 'stats', start: null, end: noon, confirm: null });
    const written = await ask({ log: null, asOf: noon });
    expect(written.report.features.map((one) => one.match_rate)).toEqual([1, 1, 1, 1]);
    expect(written.views).toEqual([{ view: 'stats', offline: 40, online: 40, lastRun: noon }]);
    const found = await shop.host.call('skewEntity', { result: written.result, view: 'stats', n: 0 });
    expect(found.stored).toEqual({ command: null, raw: expect.stringContaining('basic') as string });
    expect([found.logged, found.online!.time]).toEqual([null, parseInstant('2024-06-01T06:00:00')]);
  });

  it('names the view or the feature that a result has not got', async () => {
    const { result } = await ask();
    const wrong = shop.host.call('skewPicture', { result, view: 'stats', feature: 'age' });
    await expect(wrong).rejects.toMatchObject({ code: 'unknown_name' });
    await expect(shop.host.call('skewEntity', { result, view: 'x', n: 0 })).rejects.toMatchObject({
      code: 'unknown_name',
    });
    await expect(shop.host.call('skewEntity', { result, view: 'stats', n: 99 })).rejects.toMatchObject({
      code: 'unknown_name',
    });
    await expect(shop.host.call('skewPicture', { result: 'r', view: 'stats', feature: 'spend' })).rejects.toMatchObject(
      { code: 'stale_result' },
    );
  });

  it('keeps no tables of a result that is let go of', async () => {
    const { result } = await ask();
    await shop.host.call('arrange', { result, table: 'stats:spend', filter: 'all', sort: { by: 'order' } });
    const before = await shop.held();
    await shop.host.call('release', { owner: result });
    expect(await shop.held()).toBe(before - 2);
  });
});
