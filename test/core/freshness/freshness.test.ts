import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { measureFreshness } from '../../../core/freshness/freshness.ts';
import { freshnessSentence, worstFreshnessFirst } from '../../../core/freshness/sentence.ts';
import type { FeatureView } from '../../../core/model/views/feature-view.ts';
import { openEmbedded } from '../../../core/node/online/embedded.ts';
import { memoryStore } from '../../../core/online/memory.ts';
import type { FinishedRun, OnlineStore } from '../../../core/online/online-store.ts';
import { infinity } from '../../../core/online/schema.ts';
import { sentenceText } from '../../../core/text/phrase.ts';
import { finishedRun, permit } from '../../support/put-records.ts';
import { opened, server } from '../../support/redis-for-a-test.ts';

const hour = 3_600_000_000n;
const now = BigInt(Date.parse('2024-06-12T09:14:00Z')) * 1000n;
const schema = { keys: [{ name: 'id', type: 'VARCHAR' }], features: [] };

function viewOf(name: string, freshness?: FeatureView['freshness']): FeatureView {
  return { name, entities: ['customer'], source: 's', ttl: null, online: true, features: null, freshness };
}

/** A finished run, and a record an event time. */
async function put(store: OnlineStore, view: string, times: readonly bigint[], run: FinishedRun | null) {
  const writer = await store.begin({ project: 'p', view, schema, written: now }, permit);
  await writer.put(times.map((t, i) => ({ entity: `id=${i}`, t, c: null, values: [] })));
  if (run) await writer.finish(run);
}

const ago = (hours: number) => now - BigInt(hours) * hour;
const limit = { maxStaleness: 24n * hour, alertThreshold: 20n * hour };
const measure = (store: OnlineStore, views: readonly FeatureView[], sample = 500) =>
  measureFreshness(store, views, { project: 'p', now, sample });
const say = async (...asked: Parameters<typeof measure>) => sentenceText(freshnessSentence(await measure(...asked)));

const stores: [string, () => Promise<OnlineStore>][] = [
  ['memory', () => Promise.resolve(memoryStore())],
  [
    'the embedded store',
    () => {
      const root = mkdtempSync(join(tmpdir(), 'asof-fresh-'));
      const store = openEmbedded(root);
      onTestFinished(async () => {
        await store.close();
        rmSync(root, { recursive: true, force: true });
      });
      return Promise.resolve(store);
    },
  ],
  ['Redis', async () => opened((await server()).url)],
];

describe.each(stores)('freshness of what is in %s', (_, open) => {
  it('has both ages of each view, and the state by that of the run alone', async () => {
    const store = await open();
    const hours = Array.from({ length: 100 }, (_, i) => ago(i + 1));
    await put(store, 'support', hours, finishedRun(ago(29)));
    await put(store, 'purchases', [ago(1)], finishedRun(ago(21)));
    await put(store, 'stats', [ago(500)], finishedRun(ago(7)));
    await put(store, 'free', [], finishedRun(ago(1)));
    const views = [viewOf('support', limit), viewOf('purchases', limit), viewOf('stats', limit), viewOf('free')];
    const report = await measure(store, [...views, viewOf('new', limit)]);
    expect(report).toMatchObject({ now: '2024-06-12T09:14:00Z', overdue: 2, approaching: 1 });
    expect(report.views.map(({ view, state }) => [view, state])).toEqual([
      ['support', 'breached'],
      ['purchases', 'approaching'],
      ['stats', 'fresh'],
      ['free', null],
      ['new', 'never'],
    ]);
    expect(report.views[0]).toEqual({
      view: 'support',
      state: 'breached',
      run_age_seconds: 29 * 3600,
      event_age_seconds: { median: 50 * 3600, p95: 95 * 3600, max: 100 * 3600 },
      max_staleness_seconds: 24 * 3600,
      alert_threshold_seconds: 20 * 3600,
      sampled: 100,
      last_run: '2024-06-11T04:14:00Z',
      breaches_at: '2024-06-12T04:14:00Z',
      note: null,
    });
    expect(report.views[3]).toMatchObject({ event_age_seconds: null, max_staleness_seconds: null, sampled: 0 });
    const { views: few } = await measure(store, views, 10);
    expect(few[0]!.sampled).toBeLessThanOrEqual(10);
  });
});

describe('what freshness says', () => {
  it('begins with the worst, by how far it is beyond its limit', async () => {
    const store = memoryStore();
    await put(store, 'support', [], finishedRun(ago(29)));
    await put(store, 'daily', [], finishedRun(ago(30)));
    const views = [viewOf('support', limit), viewOf('daily', { maxStaleness: 28n * hour })];
    expect(await say(store, views)).toBe(
      'support breached its limit 5 hours ago: its last run ended on 11 Jun 2024 04:14. 1 more view is overdue.',
    );
    const { views: found } = await measure(store, [...views, viewOf('new', limit)]);
    expect(worstFreshnessFirst(found).map(({ view }) => view)).toEqual(['new', 'support', 'daily']);
  });

  it('says which is the next to breach, and when', async () => {
    const store = memoryStore();
    await put(store, 'purchases', [], finishedRun(ago(21)));
    await put(store, 'stats', [], finishedRun(ago(7)));
    const [purchases, stats] = [viewOf('purchases', limit), viewOf('stats', limit)];
    expect(await say(store, [stats, purchases])).toBe(
      'purchases is past its alert threshold and breaches its limit in 3 hours, on 12 Jun 2024 12:14.',
    );
    expect(await say(store, [stats])).toBe(
      'Nothing is overdue: the one view with a limit is fresh; stats breaches its limit in 17 hours, on 13 Jun 2024 02:14.',
    );
  });

  it('gives no verdict where nothing is declared, and says so', async () => {
    const store = memoryStore();
    await put(store, 'stats', [], finishedRun(ago(7)));
    expect((await measure(store, [viewOf('stats')])).overdue).toBeNull();
    expect(await say(store, [viewOf('stats')])).toBe(
      'No view declares how old it may be. The oldest is stats, of 7 hours ago.',
    );
  });

  it('takes clocks that disagree, and records of no finished run, for nothing that is fresh', async () => {
    const store = memoryStore();
    await put(store, 'ahead', [], finishedRun(now + 1n));
    await put(store, 'cut', [ago(1)], null);
    const report = await measure(store, [viewOf('ahead', limit), viewOf('cut', limit)]);
    expect(report).toMatchObject({ overdue: 2, approaching: 0 });
    expect(report.views).toMatchObject([
      { state: null, note: expect.stringContaining('clocks disagree') as string },
      { state: 'never', sampled: 1, note: 'records are there, and no run was finished' },
    ]);
    expect(sentenceText(freshnessSentence(report))).toContain('How old ahead is cannot be told: its last run ends at');
  });

  it('says that a run ends later than it finished, and counts from when it finished', async () => {
    const store = memoryStore();
    await put(store, 'stats', [ago(30)], finishedRun(ago(1), { finished: ago(29) }));
    expect((await measure(store, [viewOf('stats', limit)])).views).toMatchObject([
      { state: 'breached', last_run: '2024-06-11T04:14:00Z', note: expect.stringContaining('later than it') as string },
    ]);
  });

  it('has no age of an event that is infinitely old, and a negative one of one in the future', async () => {
    const store = memoryStore();
    await put(store, 'stats', [-infinity, ago(1), ago(-1)], finishedRun(ago(7)));
    const { views } = await measure(store, [viewOf('stats')]);
    expect(views[0]!.event_age_seconds).toEqual({ median: 3600, p95: null, max: null });
    await put(store, 'next', [ago(-1)], finishedRun(ago(7)));
    expect((await measure(store, [viewOf('next')])).views[0]!.event_age_seconds).toMatchObject({ max: -3600 });
  });
});
