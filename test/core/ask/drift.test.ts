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

describe.each(engines)('a side, on $name', ({ open }) => {
  let folders: Folders;
  beforeAll(async () => {
    folders = await openFolders(open);
  });
  afterAll(() => folders.close());

  it('is counted over time where both are of one table, in units of a calendar', async () => {
    const days = ['2024-01-31', '2024-02-01', '2024-02-01', '2025-12-31', ''].map((day, i) => `${i},${day},${i}`);
    const workspace = await folders.open({ 'x.csv': ['id,event_timestamp,a', ...days].join('\n') });
    const { report } = await askDrift(
      { engine: workspace.engine, workspace } as AskContext,
      { reference: 'x.csv@..2024-02-01', current: 'x.csv@2024-02-01..' },
      {},
    );
    expect(report.over_time).toEqual({
      stretches: [
        { from: '2024-01-29T00:00:00Z', to: '2024-02-05T00:00:00Z', rows: 3 },
        { from: '2025-12-29T00:00:00Z', to: '2026-01-05T00:00:00Z', rows: 1 },
      ],
      reference: { from: null, to: '2024-02-01T00:00:00Z', rows: 1 },
      current: { from: '2024-02-01T00:00:00Z', to: null, rows: 3 },
    });
  });

  it('can be a file without a time', async () => {
    const workspace = await folders.open({ 'x.csv': 'a,b\n1,2\n' });
    const { columns } = await openDriftSide(workspace, 'x.csv', {});
    expect([...columns.keys()]).toEqual(['a', 'b']);
  });
});
