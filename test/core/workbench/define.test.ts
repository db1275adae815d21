import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FeatureView } from '../../../core/model/views/feature-view.ts';
import { engines, type Opened } from '../../support/engines.ts';
import { bench, definitions, putShop, type Bench } from './setup.ts';

const view: FeatureView = {
  name: 'spend_v1',
  entities: ['customer'],
  source: 'stats',
  ttl: null,
  online: true,
  features: null,
  aggregations: [{ name: 'spend_7d', function: 'sum', column: 'spend', window: 7n * 86_400_000_000n }],
};

describe.each(engines)('a view that is defined in the workbench, on $name', ({ open }) => {
  let opened: Opened;
  let shop: Bench;
  let workspace: string;
  const openShop = () => shop.host.call('openWorkspace', { kind: 'folder', path: `${shop.root}/shop` });
  beforeAll(async () => {
    opened = await open();
    shop = bench(opened);
    await putShop(shop);
    workspace = (await openShop()).id;
  });
  afterAll(async () => {
    await shop.closeWorkbench();
    await opened.close();
  });

  it('begins with what a source holds', async () => {
    expect((await openShop()).sources).toEqual([{ name: 'stats', entities: ['customer'] }]);
    const { rows, columns } = await shop.host.call('profile', { workspace, table: 'stats' });
    expect(rows).toBe(5);
    expect(columns.map(({ name, role }) => [name, role])).toEqual([
      ['customer_id', 'feature'],
      ['event_timestamp', 'event timestamp'],
      ['spend', 'feature'],
      ['tier', 'feature'],
    ]);
  });

  it('has rows that are looked at over time, and lets go of them', async () => {
    const before = await shop.held();
    const answer = await shop.host.call('define', { workspace, owner: 'cell', labels: 'churn', view });
    expect(answer).toMatchObject({ isSaved: false, report: { rows: 5, features: [{ feature: 'spend_7d' }] } });
    const timeline = await shop.host.call('timeline', { result: answer.result, row: 0, view: 'spend_v1' });
    expect(timeline).toMatchObject({
      computed: { windows: [{ empty: null }], totalEvents: 3 },
      features: [{ name: 'spend_7d' }],
    });
    const { at } = timeline.label;
    const asked = { result: answer.result, row: 0, view: 'spend_v1', feature: 'spend_7d', at: at! };
    const { counts } = await shop.host.call('whyWindowed', asked);
    expect(Object.values(counts).reduce((sum, n) => sum + n)).toBe(3);
    await expect(shop.host.call('whyWindowed', { ...asked, feature: 'spend' })).rejects.toMatchObject({
      code: 'unknown_name',
    });
    await shop.host.call('release', { owner: 'cell' });
    expect(await shop.held()).toBe(before);
  });

  it('is not saved where it cannot be read', async () => {
    const broken = { ...view, source: 'statistics' };
    await expect(shop.host.call('saveView', { workspace, view: broken })).rejects.toMatchObject({
      code: 'unknown_name',
    });
    expect((await openShop()).views.map(({ name }) => name)).toEqual(['stats_v1']);
  });

  it('is saved once, and then the workspace has it', async () => {
    await shop.host.call('saveView', { workspace, view });
    expect((await openShop()).views.map(({ name }) => name)).toEqual(['stats_v1', 'spend_v1']);
    const again = await shop.host.call('define', { workspace, labels: 'churn', view });
    expect(again.isSaved).toBe(true);
    expect(definitions).not.toContain('spend_v1');
  });
});
