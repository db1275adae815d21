import { describe, expect, it } from 'vitest';
import type { ProfileReport } from '../../core/profile/report.ts';
import { asof, folderOf, workspace } from './run-asof.ts';

const reportOf = async (folder: string, ...args: string[]): Promise<ProfileReport> =>
  JSON.parse((await asof(folder, 'profile', ...args, '--json')).out) as ProfileReport;

describe('asof profile', () => {
  it('says what is in a view: numbers by their statistics, all else by its shares', async () => {
    const folder = folderOf(workspace);
    const { columns, ...about } = await reportOf(folder, 'spend_v1');
    expect(about).toEqual({
      table: 'spend_v1',
      rows: 5,
      timestamp: {
        first: '2024-01-01T00:00:00Z',
        last: '2024-03-08T00:00:00Z',
        nulls: 0,
        tied_rows: 0,
        granularity: 'hour',
        mixed_zones: false,
      },
    });
    const [spend, tier] = ['spend', 'tier'].map((name) => columns.find(({ column }) => column === name)!);
    expect(spend).toMatchObject({ role: 'feature', null_rate: 0, mean: 39.8, min: 10, p50: 30, max: 99 });
    expect(spend!.histogram).toHaveLength(20);
    expect(tier!.shares).toEqual([
      { value: 'a', share: 0.6 },
      { value: 'b', share: 0.2 },
      { value: 'c', share: 0.2 },
    ]);
    expect([tier!.min, 'mean' in tier!]).toEqual(['a', false]);
    const said = await asof(folder, 'profile', 'spend_v1');
    expect(said.out).toMatch(/^spend_v1: 5 rows, 4 columns, from 2024-01-01T00:00:00Z to 2024-03-08T00:00:00Z\n/);
    expect(said.out).toMatch(/^spend +\S+ +feature +- +5 +39\.8 .* 99$/m);
    expect(said.out).toContain('a 60 %, b 20 %, c 20 %');
  });

  it('takes a stretch of time, the end itself left out, and a source by its columns’ given names', async () => {
    const folder = folderOf({
      ...workspace,
      'asof.yaml': workspace['asof.yaml'].replace(
        'timestamp_field: at}',
        'timestamp_field: at, field_mapping: {spend: paid}}',
      ),
    });
    const stretch = await reportOf(folder, 'spend@2024-03-01..2024-03-08');
    expect(stretch.rows).toBe(3);
    expect(stretch.columns.find(({ column }) => column === 'paid')).toMatchObject({ min: 10, max: 40 });
    expect((await reportOf(folder, 'data/spend.csv@2024-03-08..')).rows).toBe(1);
    expect((await reportOf(folder, 'spend@2030-01-01..')).columns[0]).toMatchObject({ null_rate: null });
  });

  it('takes a file without a time, of which there is no stretch', async () => {
    const folder = folderOf({ 'plain.csv': 'a,b\n1,x\n,y\n' });
    const { timestamp, columns } = await reportOf(folder, 'plain.csv');
    expect([timestamp, columns[0]!.null_rate]).toEqual([null, 0.5]);
    expect((await asof(folder, 'profile', 'plain.csv@2024-01-01..')).status).toBe(2);
  });

  it('is a gate on any figure of a column', async () => {
    const folder = folderOf(workspace);
    const held = await asof(folder, 'profile', 'spend_v1', '--fail-on', 'columns.spend.max>50');
    expect([held.status, held.err]).toEqual([1, expect.stringContaining('columns.spend.max = 99') as string]);
    expect((await asof(folder, 'profile', 'spend_v1', '--fail-on', 'columns.null_rate>0')).status).toBe(0);
    expect((await asof(folder, 'profile')).status).toBe(2);
  });
});
