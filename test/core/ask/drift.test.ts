import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatTableRange, parseTableRange } from '../../../core/question/drift.ts';
import type { AskContext } from '../../../core/ask/context.ts';
import { askDrift } from '../../../core/ask/drift.ts';
import { openDriftSide } from '../../../core/ask/drift-side.ts';
import { engines } from '../../support/engines.ts';
import { openFolders, type Folders } from '../../support/folder.ts';

it('reads a table, and a stretch of its time', () => {
  expect(parseTableRange('spend_v1')).toEqual({ table: 'spend_v1', from: null, to: null });
  expect(parseTableRange('a@b.csv')).toEqual({ table: 'a@b.csv', from: null, to: null });
  const day = 86_400_000_000n;
  expect(parseTableRange('spend_v1@1970-01-02..')).toEqual({ table: 'spend_v1', from: day, to: null });
  expect(() => parseTableRange('v@2024-02-01..2024-01-01')).toThrow('ends before it begins');
});

it('writes a stretch as it reads it', () => {
  for (const text of ['spend_v1', 'v@2024-01-01..', 'v@..2024-01-01T10:00:00.5Z', 'v@2024-01-01..2024-02-01'])
    expect(formatTableRange(parseTableRange(text))).toBe(text);
});

/** A row an hour for 13 weeks of 2024; from 4 March amounts are larger, gold is rarer and more is missing. */
function followedRows(): string {
  const rows = Array.from({ length: 13 * 168 }, (_, i) => {
    const at = new Date(Date.UTC(2024, 0, 1, i)).toISOString();
    const isLate = at >= '2024-03-04';
    const dealt = (i * 7919) % 1009;
    const gaps = dealt % 10 < (isLate ? 5 : 1) ? '' : dealt % 7;
    return [i, at, dealt + (isLate ? 400 : 0), dealt % 100 < (isLate ? 10 : 40) ? 'gold' : 'basic', gaps, dealt % 13];
  });
  return ['id,event_timestamp,amount,tier,gaps,same', ...rows.map((row) => row.join(','))].join('\n');
}

describe.each(engines)('a side, on $name', ({ open }) => {
  let folders: Folders;
  beforeAll(async () => {
    folders = await openFolders(open);
  });
  afterAll(() => folders.close());

  async function driftOf(files: Record<string, string>, reference: string, current: string) {
    const workspace = await folders.open(files);
    const { engine } = workspace;
    return (await askDrift({ engine, workspace } as AskContext, { reference, current }, {})).report;
  }

  it('is counted over time where both are of one table, in units of a calendar', async () => {
    const days = ['2024-01-31', '2024-02-01', '2024-02-01', '2025-12-31', ''].map((day, i) => `${i},${day},${i}`);
    const text = ['id,event_timestamp,a', ...days].join('\n');
    const report = await driftOf({ 'x.csv': text }, 'x.csv@..2024-02-01', 'x.csv@2024-02-01..');
    expect(report.over_time).toEqual({
      stretches: [
        { from: '2024-01-29T00:00:00Z', to: '2024-02-05T00:00:00Z', rows: 3 },
        { from: '2025-12-29T00:00:00Z', to: '2026-01-05T00:00:00Z', rows: 1 },
      ],
      reference: { from: null, to: '2024-02-01T00:00:00Z', rows: 1 },
      current: { from: '2024-02-01T00:00:00Z', to: null, rows: 3 },
    });
  });

  it('is followed over time, each week beside its floor, and says when it moved', async () => {
    const { features } = await driftOf({ 'x.csv': followedRows() }, 'x.csv@..2024-02-12', 'x.csv@2024-03-18..');
    const movedIn = (name: string) => {
      const { over_time } = features.find(({ feature }) => feature === name)!;
      return over_time!.filter(({ drifted }) => drifted).map(({ from }) => from.slice(0, 10));
    };
    const late = ['2024-03-04', '2024-03-11', '2024-03-18', '2024-03-25'];
    expect(movedIn('amount')).toEqual(late);
    expect(movedIn('tier')).toEqual(late);
    expect(movedIn('gaps')).toEqual(late);
    expect(movedIn('same')).toEqual([]);
    const { over_time } = features[0]!;
    expect(over_time!.map(({ rows }) => rows)).toEqual(Array.from({ length: 13 }, () => 168));
    expect(over_time![0]).toMatchObject({ from: '2024-01-01T00:00:00Z', to: '2024-01-08T00:00:00Z', drifted: false });
    for (const { decided_by } of over_time!) expect(decided_by!.floor).toBeGreaterThan(0);
  });

  it('is followed against another table, and not where it has no time', async () => {
    const [head, ...lines] = followedRows().split('\n');
    const before = [head, ...lines.slice(0, 1000)].join('\n');
    const { features } = await driftOf({ 'a.csv': before, 'b.csv': followedRows() }, 'a.csv', 'b.csv');
    const amount = features.find(({ feature }) => feature === 'amount')!;
    expect(amount.over_time!.filter(({ drifted }) => drifted)).toHaveLength(4);
    const bare = (text: string) => text.replaceAll(/,2024-[^,]+/g, '').replace(',event_timestamp', '');
    const timeless = await driftOf({ 'a.csv': bare(before), 'b.csv': bare(followedRows()) }, 'a.csv', 'b.csv');
    expect(timeless.features.map(({ over_time }) => over_time)).toEqual([null, null, null, null, null]);
  });

  it('can be a file without a time', async () => {
    const workspace = await folders.open({ 'x.csv': 'a,b\n1,2\n' });
    const { columns } = await openDriftSide(workspace, 'x.csv', {});
    expect([...columns.keys()]).toEqual(['a', 'b']);
  });
});
