import { describe, expect, it } from 'vitest';
import type { FreshnessReport } from '../../core/freshness/report.ts';
import { asof, folderOf, workspace } from './run-asof.ts';

const declared = (more = '') => ({
  ...workspace,
  'asof.yaml': `${workspace['asof.yaml'].replace(
    'ttl: 10d',
    'ttl: 10d, freshness: {max_staleness: 24h, alert_threshold: 20h}',
  )}${more}`,
});
const end = '2024-03-09T00:00:00Z';
const at = (now: string, ...more: string[]) => ['freshness', '--now', now, ...more];

describe('asof freshness', () => {
  it('says how old each view is, and is a gate', async () => {
    const folder = folderOf(declared());
    const never = await asof(folder, 'freshness', '--fail-on', 'overdue>0');
    expect([never.status, never.out.split('\n')[0]]).toEqual([1, 'spend_v1 was never materialized.']);
    expect((await asof(folder, 'materialize', '--end', end)).status).toBe(0);
    const fresh = await asof(folder, ...at('2024-03-09T20:00:00Z', '--fail-on', 'overdue>0'));
    expect([fresh.status, fresh.out]).toEqual([0, expect.stringMatching(/^Nothing is overdue/)]);
    const gates = ['--fail-on', 'overdue>0', '--fail-on', 'approaching>0'];
    const late = await asof(folder, ...at('2024-03-09T20:00:00.000001Z', ...gates));
    expect([late.status, late.err]).toEqual([1, expect.stringContaining("'approaching>0' holds: approaching = 1")]);
    const json = await asof(folder, ...at('2024-03-10T12:00:00Z', 'spend_v1', '--json'));
    const report = JSON.parse(json.out) as FreshnessReport;
    expect(report).toMatchObject({ now: '2024-03-10T12:00:00Z', overdue: 1, approaching: 0 });
    expect(report.views).toMatchObject([
      {
        view: 'spend_v1',
        state: 'breached',
        run_age_seconds: 36 * 3600,
        max_staleness_seconds: 24 * 3600,
        alert_threshold_seconds: 20 * 3600,
        sampled: 3,
        breaches_at: '2024-03-10T00:00:00Z',
      },
    ]);
  });

  it('says nothing is well where the store cannot be reached, nor where no limit is declared', async () => {
    const online = 'online_store: {type: redis, url: "redis://127.0.0.1:1/0"}\n';
    const lost = await asof(folderOf(declared(online)), 'freshness', '--json', '--fail-on', 'overdue>0');
    expect([lost.status, lost.out, lost.err]).toEqual([3, '', expect.stringContaining('cannot reach redis')]);
    const free = await asof(folderOf(workspace), 'freshness', '--fail-on', 'overdue>0');
    expect([free.status, free.err]).toEqual([1, expect.stringContaining('overdue is null: it was not measured')]);
    const age = await asof(folderOf(workspace), 'freshness', '--fail-on', 'views.run_age_seconds>60');
    expect([age.status, age.err]).toEqual([1, expect.stringContaining('run_age_seconds is null')]);
  });

  it('refuses a view that is not there', async () => {
    const { status, err } = await asof(folderOf(workspace), 'freshness', 'spent_v1');
    expect([status, err]).toEqual([2, expect.stringContaining('spend_v1') as string]);
  });
});
