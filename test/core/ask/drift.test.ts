import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseTableRange } from '../../../core/question/drift.ts';
import { openDriftSide } from '../../../core/ask/drift-side.ts';
import { openFolders, type Folders } from '../../support/folder.ts';

it('reads a table, and a stretch of its time', () => {
  expect(parseTableRange('spend_v1')).toEqual({ table: 'spend_v1', from: null, to: null });
  expect(parseTableRange('a@b.csv')).toEqual({ table: 'a@b.csv', from: null, to: null });
  const day = 86_400_000_000n;
  expect(parseTableRange('spend_v1@1970-01-02..')).toEqual({ table: 'spend_v1', from: day, to: null });
  expect(() => parseTableRange('v@2024-02-01..2024-01-01')).toThrow('ends before it begins');
});

describe('a side', () => {
  let folders: Folders;
  beforeAll(async () => {
    folders = await openFolders();
  });
  afterAll(() => folders.close());

  it('is not yet what is online', async () => {
    const workspace = await folders.open({ 'x.csv': 'a,b\n1,2\n' });
    await expect(openDriftSide(workspace, 'online', {})).rejects.toThrow('not compared yet');
  });

  it('can be a file without a time', async () => {
    const workspace = await folders.open({ 'x.csv': 'a,b\n1,2\n' });
    const { columns } = await openDriftSide(workspace, 'x.csv', {});
    expect([...columns.keys()]).toEqual(['a', 'b']);
  });
});
