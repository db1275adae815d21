import { describe, expect, it } from 'vitest';
import type { CostReport } from '../../core/cost/report.ts';
import { asof, folderOf, workspace } from './run-asof.ts';

const materialized = async () => {
  const folder = folderOf(workspace);
  expect((await asof(folder, 'materialize', '--end', '2024-03-09T00:00:00Z')).status).toBe(0);
  return folder;
};

describe('asof cost', () => {
  it('says what is online takes, and is a gate', async () => {
    const folder = await materialized();
    const { status, out } = await asof(folder, 'cost', '--now', '2024-03-09', '--fail-on', 'unread_bytes>0');
    expect([status, out.split('\n')[0]]).toEqual([
      0,
      expect.stringMatching(/^3 records of 1 view take \d+ B; services read all of it\.$/),
    ]);
    expect(out).toMatch(/^spend_v1 +model_v1 +3 +3 +/m);
    expect(out).toMatch(/^spend_v1:tier +VARCHAR +model_v1 +5 B +15 B$/m);
    expect(out).toMatch(/^an entity of customer_id, with a record of each of spend_v1: \d+ B$/m);
    const late = await asof(folder, 'cost', '--now', '2024-03-17', '--json', '--fail-on', 'expired_bytes>0');
    const report = JSON.parse(late.out) as CostReport;
    expect([late.status, late.err]).toEqual([1, expect.stringContaining("'expired_bytes>0' holds")]);
    expect(report.views).toMatchObject([{ view: 'spend_v1', records: 3, counted: true, sampled: 3 }]);
    expect(report.views[0]!.expired_rate).toBeCloseTo(2 / 3);
    expect(report.savings).toMatchObject([{ kind: 'ttl', view: 'spend_v1', feature: null }]);
    expect(report.savings[0]!.detail).toBe('67 % of records are past its TTL of 10 d, and never served');
  });

  it('says nothing is well where the store cannot be reached', async () => {
    const online = 'online_store: {type: redis, url: "redis://127.0.0.1:1/0"}\n';
    const folder = folderOf({ ...workspace, 'asof.yaml': `${workspace['asof.yaml']}${online}` });
    const { status, out, err } = await asof(folder, 'cost', '--json', '--fail-on', 'unread_bytes>0');
    expect([status, out, err]).toEqual([3, '', expect.stringContaining('cannot reach redis')]);
  });

  it('does not know what is read where no service is defined', async () => {
    const text = workspace['asof.yaml'].replace(/feature_services:\n.*\n/, '');
    const folder = folderOf({ ...workspace, 'asof.yaml': text });
    expect((await asof(folder, 'materialize', '--end', '2024-03-09T00:00:00Z')).status).toBe(0);
    const { status, err } = await asof(folder, 'cost', '--fail-on', 'unread_bytes>0');
    expect([status, err]).toEqual([1, expect.stringContaining('unread_bytes is null: it was not measured')]);
  });

  it('refuses a view that is not there', async () => {
    const { status, err } = await asof(folderOf(workspace), 'cost', 'spent_v1');
    expect([status, err]).toEqual([2, expect.stringContaining('spend_v1') as string]);
  });
});
