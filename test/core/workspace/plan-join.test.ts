import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toLine } from '../../../core/errors/asof-error.ts';
import { runJoin, trainingSetSql } from '../../../core/join/join.ts';
import type { TrainingSetQuestion } from '../../../core/question/training-set.ts';
import { planJoin } from '../../../core/workspace/plan-join.ts';
import type { Workspace } from '../../../core/workspace/workspace.ts';
import { openFolders, type Folders } from '../../support/folder.ts';

let folders: Folders;
beforeAll(async () => {
  folders = await openFolders();
});
afterAll(() => folders.close());

const files = {
  'asof.yaml': `entities:
  - {name: customer, join_keys: [customer_id]}
  - {name: order, join_keys: [customer_id, order_id]}
sources:
  - {name: stats, path: stats.csv, timestamp_field: ts}
  - {name: orders, path: orders.csv, timestamp_field: ts}
feature_views:
  - {name: stats_v1, entities: [customer], source: stats, ttl: 30d}
  - {name: stats_v2, entities: [customer], source: stats}
  - {name: orders_v1, entities: [order], source: orders}
feature_services:
  - {name: model, features: ["stats_v1:spend", "orders_v1"]}
labels:
  - {name: churn, path: labels.csv, entities: [customer], timestamp_field: at, target: churned}
`,
  'labels.csv': 'customer_id,order_id,at,churned,Spend\n42,7,2024-03-03,1,x\n42,8,2024-03-05,0,y\n',
  'stats.csv': 'customer_id,ts,spend,tier\n42,2024-03-01,2,a\n42,2024-03-04,5,b\n',
  'orders.csv': 'customer_id,order_id,ts,spend\n42,7,2024-03-01,10\n42,8,2024-03-04,20\n',
};
const open = (changes: Record<string, string> = {}) => folders.open({ ...files, ...changes });
const all = (...views: string[]) => views.map((view) => ({ view, feature: '*' }));
const plan = async (request: Partial<TrainingSetQuestion>, changes: Record<string, string> = {}) =>
  planJoin(await open(changes), { labels: 'churn', ...request });
const lineOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'nothing was wrong',
    (error: Parameters<typeof toLine>[0]) => toLine(error),
  );

/** The training set of a request. */
const rows = async (workspace: Workspace, request: TrainingSetQuestion) => {
  const joined = await runJoin(folders.engine, await planJoin(workspace, request));
  const picks = joined.views.map((view) => view.picks);
  const found = await folders.engine.rows(trainingSetSql(joined.plan, picks));
  await joined.scratch.drop();
  return found;
};

describe('planJoin', () => {
  it('resolves views and features, in the order asked, each feature once', async () => {
    const features = [
      { view: 'stats_v1', feature: 'tier' },
      { view: 'orders_v1', feature: '*' },
      { view: 'stats_v1', feature: '*' },
    ];
    const { labels, views, options } = await plan({ features });
    expect(views.map(({ view, features }) => [view.name, features.map((feature) => feature.output)])).toEqual([
      ['stats_v1', ['stats_v1__tier', 'stats_v1__spend']],
      ['orders_v1', ['orders_v1__spend']],
    ]);
    expect(labels.keys.map((key) => key.name)).toEqual(['customer_id', 'order_id']);
    expect(options.boundary).toBe('inclusive');
  });

  it('takes the features of a service', async () => {
    const { views } = await plan({ service: 'model', options: { boundary: 'strict' } });
    expect(views.map(({ features }) => features.map((feature) => feature.output))).toEqual([
      ['stats_v1__spend'],
      ['orders_v1__spend'],
    ]);
  });

  it('gives a plan that runs, for defined and for unnamed files alike', async () => {
    const defined = await rows(await open(), { labels: 'churn', features: all('stats_v1', 'orders_v1') });
    expect(defined).toMatchObject([
      { order_id: 7n, stats_v1__spend: 2n, orders_v1__spend: 10n },
      { order_id: 8n, stats_v1__spend: 5n, orders_v1__spend: 20n },
    ]);
    const unnamed = await rows(await open({ 'asof.yaml': '' }), {
      labels: 'labels.csv',
      features: all('stats.csv', 'orders.csv'),
    });
    expect(unnamed).toMatchObject([
      { order_id: 7n, stats__spend: 2n, orders__spend: 10n },
      { order_id: 8n, stats__spend: 5n, orders__spend: 20n },
    ]);
  });

  it('takes another target on request', async () => {
    expect((await plan({ features: all('stats_v1'), target: 'Spend' })).labels.target?.name).toBe('Spend');
    expect(await lineOf(plan({ features: all('stats_v1'), target: 'churnd' }))).toContain('did you mean "churned"?');
  });

  it('refuses to join nothing, and what there is not', async () => {
    expect(await lineOf(plan({}))).toContain('no features are asked for');
    expect(await lineOf(plan({ features: [] }))).toContain('no features are asked for');
    expect(await lineOf(plan({ features: [{ view: 'stats_v1', feature: 'spent' }] }))).toBe(
      'there is no feature of stats_v1 called "spent" (did you mean "spend"? there is: spend, tier)',
    );
    expect(await lineOf(plan({ service: 'modle' }))).toContain('did you mean "model"?');
  });

  it('needs every join key of a view in the labels', async () => {
    const labels = { 'labels.csv': 'customer_id,orderid,at,churned\n42,7,2024-03-03,1\n' };
    expect(await lineOf(plan({ features: all('orders_v1') }, labels))).toBe(
      'churn has no column "order_id" (did you mean "orderid"? its columns are: customer_id, orderid, at, churned)',
    );
  });

  it('names both types of a key that differ, unless they are compared as text', async () => {
    const stats = { 'stats.csv': 'customer_id,ts,spend\nc42,2024-03-01,2\n' };
    const features = [{ view: 'stats_v1', feature: 'spend' }];
    expect(await lineOf(plan({ features }, stats))).toBe(
      'the join key customer_id is BIGINT in churn and VARCHAR in stats (42 in churn and c42 in stats: as text they do not match; without the letters in front, 2 of 2 rows would match; make them alike in the files)',
    );
    expect((await plan({ features, options: { castKeys: true } }, stats)).views).toHaveLength(1);
  });

  it('takes 42 and 42.0 for one key where keys are compared as text', async () => {
    const stats = { 'stats.csv': 'customer_id,ts,spend\n42.0,2024-03-01,2\n42.5,2024-03-02,3\n' };
    const request = {
      labels: 'churn',
      features: [{ view: 'stats_v1', feature: 'spend' }],
      options: { castKeys: true },
    };
    expect(await rows(await open(stats), request)).toMatchObject([{ stats_v1__spend: 2n }, { stats_v1__spend: 2n }]);
  });
});

describe('a text file without rows', () => {
  it('joins as nothing, whatever types its columns were meant to have', async () => {
    const { views } = await plan({ features: all('stats_v1') }, { 'stats.csv': 'customer_id,ts,spend\n' });
    expect(views[0]?.features.map((feature) => feature.name)).toEqual(['spend']);
  });
});

describe('names of output columns', () => {
  it('are short on request, unless two would be the same', async () => {
    const features = [{ view: 'orders_v1', feature: 'spend' }];
    const labels = { 'labels.csv': 'customer_id,order_id,at,churned\n42,7,2024-03-03,1\n' };
    const short = await plan({ features, options: { shortNames: true } }, labels);
    expect(short.views[0]?.features[0]?.output).toBe('spend');
    const both = plan(
      { features: [...features, { view: 'stats_v1', feature: 'spend' }], options: { shortNames: true } },
      labels,
    );
    expect(await lineOf(both)).toBe(
      'two output columns would be called "spend": orders_v1:spend and stats_v1:spend (leave out --short-names, or rename one of them)',
    );
  });

  it('clash with a label column whatever its case, as in DuckDB', async () => {
    const features = [{ view: 'stats_v1', feature: 'spend' }];
    expect(await lineOf(plan({ features, options: { shortNames: true } }))).toContain(
      'two output columns would be called "spend": a column of churn and stats_v1:spend',
    );
    const labels = { 'labels.csv': 'customer_id,order_id,at,STATS_V1__SPEND\n42,7,2024-03-03,1\n' };
    const named = { ...labels, 'asof.yaml': files['asof.yaml'].replace(', target: churned', '') };
    expect(await lineOf(plan({ features }, named))).toBe(
      'two output columns would be called "stats_v1__spend": a column of churn and stats_v1:spend (rename one of them)',
    );
  });

  it('clash with the time of the row that was used', async () => {
    const stats = { 'stats.csv': 'customer_id,ts,event_timestamp\n42,2024-03-01,2\n' };
    expect(await lineOf(plan({ features: all('stats_v1'), options: { withTimestamps: true } }, stats))).toContain(
      'stats_v1__event_timestamp": stats_v1:event_timestamp and the event timestamp of stats_v1',
    );
  });

  it('need views of different names', async () => {
    const workspace = { 'a/stats.csv': files['stats.csv'], 'b/stats.csv': files['stats.csv'] };
    expect(await lineOf(plan({ features: all('a/stats.csv', 'b/stats.csv') }, workspace))).toBe(
      'two feature views would be called "stats": a/stats.csv and b/stats.csv (give them names in asof.yaml, or join one of them under another with as)',
    );
  });
});
