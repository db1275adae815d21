import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultCells, isServedLog } from '../../../../core/notebook/default.ts';
import type { skew as question } from '../../../../core/question/skew.ts';
import type { Change } from '../../../../core/question/question.ts';
import { loggedFeatures, servedLogs } from '../../../../core/skew/served-log.ts';
import type { Skew } from '../../../../renderer/cells/skew/skew.svelte.ts';
import type { OpenCell } from '../../../../renderer/state/cell.svelte.ts';
import { openRealWorkbench, type RealWorkbench } from '../../state/real-workbench.ts';

const definitions = `project: shop
entities: [{name: customer, join_keys: [customer_id]}]
sources: [{name: stats, path: stats.csv, timestamp_field: event_timestamp}]
feature_views:
  - {name: stats, entities: [customer], source: stats, online: true, features: [{name: spend, dtype: Int64}, {name: visits, dtype: Int64}]}
  - {name: weather, entities: [], source: stats, online: true, features: [{name: visits, dtype: Int64}]}
  - {name: archive, entities: [customer], source: stats, online: false, features: [{name: visits, dtype: Int64}]}
labels:
  - {name: served, path: served.csv, entities: [customer], timestamp_field: served_at}
  - {name: churn, path: churn.csv, entities: [customer], timestamp_field: event_timestamp}
`;
const day = '2024-06-01';
const ids = Array.from({ length: 20 }, (_, i) => `c${i}`);

describe('the state of the skew cell, over the real host', () => {
  let real: RealWorkbench;
  beforeAll(async () => {
    real = await openRealWorkbench();
    await real.put('asof.yaml', definitions);
    await real.put(
      'stats.csv',
      `customer_id,event_timestamp,spend,visits\n${ids.map((id, i) => `${id},${day},${i + 1},${i}`).join('\n')}\n`,
    );
    await real.put(
      'served.csv',
      `customer_id,served_at,stats__spend\n${ids.map((id, i) => `${id},${day} 12:00:00,${(i + 1) * (i < 15 ? 100 : 1)}`).join('\n')}\n`,
    );
    await real.put('churn.csv', `customer_id,event_timestamp,churned\nc1,${day},1\n`);
    await real.workbench.open({ kind: 'folder', path: real.folder });
  });
  afterAll(() => real.close());

  function open(change: Change<typeof question>) {
    const skewKind = real.notebook.kinds.find(({ kind }) => kind === 'skew')!;
    const cell = real.notebook.add(skewKind, 0) as unknown as OpenCell<typeof question, Skew>;
    cell.ask(change);
    return { cell, skew: cell.state };
  }

  it('tells a served log from a label table by its columns', () => {
    const snapshot = real.workbench.snapshot!;
    const { features } = snapshot.question!;
    expect([isServedLog(snapshot, 'served'), isServedLog(snapshot, 'churn')]).toEqual([true, false]);
    expect(servedLogs(snapshot.labels, features)).toEqual(['served']);
    expect(loggedFeatures(snapshot.labels, 'served', features)).toEqual([{ view: 'stats', feature: 'spend' }]);
  });

  it('asks of what is online where there is no question', () => {
    const snapshot = real.workbench.snapshot!;
    const asked = defaultCells(snapshot, null).find(({ kind }) => kind === 'skew')?.question;
    expect(asked).toMatchObject({
      features: [{ feature: 'spend' }, { feature: 'visits' }, { view: 'weather' }],
      log: null,
    });
    expect(defaultCells({ ...snapshot, views: [] }, null)).toEqual([]);
  });

  it('compares a log, chooses the worst feature and shows its greatest difference', async () => {
    const { cell, skew } = open({ log: 'served' });
    await cell.show();
    expect(skew.run.value!.report.features.map(({ feature, mismatch }) => [feature, mismatch])).toEqual([
      ['spend', 15],
    ]);
    const { feature } = skew;
    expect([feature.chosen?.feature, feature.filter, feature.rows?.rows, feature.n]).toEqual([
      'spend',
      'differs',
      15,
      14,
    ]);
    expect(feature.looking.value?.entity).toBe('customer_id=c14');
    feature.setFilter('equal');
    await expect.poll(() => feature.rows?.rows).toBe(5);
    await expect.poll(() => feature.looking.value?.features[0]?.class).toBe('equal');
    feature.sortBy('offline');
    expect(feature.sort).toEqual({ by: 'difference', columns: [{ column: 'offline', descending: false }] });
    feature.sortBy('offline');
    feature.sortBy('offline');
    expect(feature.sort).toEqual({ by: 'difference' });
  });

  it('is about the online store when asked, whose records are missing at first', async () => {
    await real.online.refresh();
    const { cell, skew } = open({ log: null });
    await cell.show();
    expect(skew.run.value!.views).toMatchObject([{ view: 'stats', online: 0, lastRun: null }]);
    expect(skew.lack).toBeNull();
    cell.ask({ log: 'churn', features: [{ view: 'stats', feature: 'spend' }] });
    await cell.show();
    expect(skew.lack).toBe('no log');
    expect(skew.run.value).toBeNull();
  });

  it('compares what can be, and says what was left out and why', async () => {
    const visits = ['stats', 'weather', 'archive'].map((view) => ({ view, feature: 'visits' }));
    const { cell, skew } = open({ log: null, features: visits });
    await cell.show();
    expect(skew.run.value!.report.features.map(({ view }) => view)).toEqual(['stats']);
    const leftOut = () => skew.leftOut.map(({ name, why }) => `${name}: ${why}`);
    const weather = 'weather: it has no entities, which skew cannot compare yet';
    expect(leftOut()).toEqual([weather, 'archive: it is not online']);
    cell.ask({ features: visits.slice(1) });
    expect(skew.lack).toBe('no entities');
    cell.ask({ features: visits, log: 'served' });
    expect(leftOut()).toEqual([
      'stats:visits: served has no column for it',
      weather,
      'archive:visits: served has no column for it',
    ]);
  });

  it('takes what is online of what is asked', () => {
    const { skew } = open({ log: null, features: [{ view: 'elsewhere', feature: 'x' }] });
    expect(skew.lack).toBe('nothing online');
    skew.compare('log');
    expect(skew.lack).toBe('no log');
  });
});
