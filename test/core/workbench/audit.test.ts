import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditQuestion } from '../../../core/question/audit.ts';
import type { OriginFilter } from '../../../core/audit/rows.ts';
import type { AuditReport } from '../../../core/audit/report.ts';
import { engines, type Opened } from '../../support/engines.ts';
import { bench, rowsOf, type Bench } from './setup.ts';

const definitions = `project: shop
entities: [{name: customer, join_keys: [customer_id]}]
sources: [{name: stats, path: stats.csv, timestamp_field: at}]
feature_views: [{name: stats_v1, entities: [customer], source: stats}]
labels: [{name: asked, path: asked.csv, entities: [customer], timestamp_field: time}]
`;
const stats = ['customer_id,at,x,y', 'a,2024-03-01,1,10', 'a,2024-03-04,2,20', 'b,2024-03-01,5,', 'b,2024-03-09,6,60'];
const asked = ['customer_id,time', 'a,2024-03-02', 'a,2024-03-05', 'b,2024-03-05'];
/** Of a: what was known, then an older row; of b: the future, and what no row has. */
const theirs = ['customer_id,time,x,y', 'a,2024-03-02,1,10', 'a,2024-03-05,1,20', 'b,2024-03-05,6,77'];

describe.each(engines)('an audit in the workbench, on $name', ({ open }) => {
  let opened: Opened;
  let shop: Bench;
  let question: { workspace: string; kind: 'audit'; asked: AuditQuestion };
  beforeAll(async () => {
    opened = await open();
    shop = bench(opened);
    for (const [name, lines] of Object.entries({ stats, asked, theirs }))
      await shop.put(`shop/${name}.csv`, lines.join('\n'));
    await shop.put('shop/asof.yaml', definitions);
    const { id: workspace } = await shop.host.call('openWorkspace', { kind: 'folder', path: `${shop.root}/shop` });
    const features = ['x', 'y'].map((feature) => ({ view: 'stats_v1', feature }));
    question = { workspace, kind: 'audit', asked: { set: 'theirs.csv', labels: 'asked', features } };
  });
  afterAll(async () => {
    await shop.closeWorkbench();
    await opened.close();
  });

  it('counts where values can have come from, and pages through them by that', async () => {
    const { result, counts, report } = await shop.host.call('ask', question);
    expect(counts).toEqual({ all: 6, known: 3, stale: 1, future: 1, either: 0, unknown: 1, null: 0, odd: 3 });
    expect((report as AuditReport).future_rows).toBe(1);
    const page = async (filter: OriginFilter | 'all') => {
      const arranged = { result, filter, sort: { by: 'row' } };
      const { rows } = await shop.host.call('arrange', arranged);
      const read = rowsOf(await shop.host.call('page', { ...arranged, from: 0, count: 10 }));
      expect(read).toHaveLength(rows);
      return read.map((row) => [Number(row.number), row.entity, row.feature, row.value, row.as_of, row.origin]);
    };
    expect(await page('odd')).toEqual([
      [2, 'customer_id=a', 'x', '1', '2', 'stale'],
      [4, 'customer_id=b', 'x', '6', '5', 'future'],
      [5, 'customer_id=b', 'y', '77', null, 'unknown'],
    ]);
    expect((await page('all')).map(([number]) => number)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('has rows that others draw', async () => {
    const { result } = await shop.host.call('ask', question);
    const { workspace } = question;
    const columns = await shop.host.call('rowColumns', { workspace, rows: { name: 'theirs', result } });
    expect(columns.map(({ name }) => name)).toEqual([
      ...['label_row', 'entity', 'label_time', 'view', 'feature', 'value', 'as_of', 'origin', 'peek'],
    ]);
  });

  it('lets go of what it holds', async () => {
    const owner = 'cell';
    const before = await shop.held();
    await shop.host.call('ask', { ...question, owner });
    expect(await shop.held()).toBeGreaterThan(before);
    await shop.host.call('release', { owner });
    expect(await shop.held()).toBe(before);
  });

  it('is asked as any other kind is, whose rows are paged as they come', async () => {
    const { workspace, asked: set } = question;
    const asked = { labels: set.labels, features: set.features! };
    const answer = await shop.host.call('ask', { workspace, kind: 'training-set', asked });
    expect(answer).toMatchObject({ said: '3 rows, 4 columns', counts: { all: 3 } });
    expect(answer.columns.map(({ name }) => name)).toEqual(['customer_id', 'time', 'stats_v1__x', 'stats_v1__y']);
    const arranged = { result: answer.result, filter: 'all', sort: { by: 'row' } };
    const read = rowsOf(await shop.host.call('page', { ...arranged, from: 1, count: 2 }));
    expect(read.map((row) => [Number(row.row), row.customer_id, Number(row.stats_v1__x)])).toEqual([
      [1, 'a', 2],
      [2, 'b', 5],
    ]);
  });

  it('asks which set is meant where none is named', async () => {
    await expect(shop.host.call('ask', { ...question, asked: { ...question.asked, set: '' } })).rejects.toThrow(
      'no training set is named',
    );
  });
});
