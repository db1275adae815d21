import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { asof, folderOf } from './run-asof.ts';

const labels = 'id,event_timestamp\n1,2024-03-10\n';
const rows = (time: string) => `id,event_timestamp,v\n1,${time},5\n`;
const joinOf = (features: string) => ['join', '--labels', 'labels.csv', '--features', features, '--out', 'set.parquet'];

describe('sources on the command line', () => {
  it('may be a folder by its bare name, of the workspace or of where one is', async () => {
    const folder = folderOf({ 'labels.csv': labels, 'data/stats/a.csv': rows('2024-03-01') });
    expect((await asof(folder, ...joinOf('data/stats:v'))).status).toBe(0);
    mkdirSync(join(folder, 'stats'));
    writeFileSync(join(folder, 'stats', 'a.csv'), rows('2024-03-01'));
    expect((await asof(folder, ...joinOf('stats'))).status).toBe(0);
  });

  it('say that all their rows are earlier than every label', async () => {
    const folder = folderOf({ 'labels.csv': labels, 'old.csv': rows('2024-03-01'), 'both.csv': rows('2024-03-10') });
    expect((await asof(folder, ...joinOf('old.csv'))).err).toContain(
      'asof: every row of old.csv (the last of 2024-03-01 00:00:00) is earlier than every row of labels.csv (the first of 2024-03-10 00:00:00)',
    );
    expect((await asof(folder, ...joinOf('both.csv'))).err).not.toContain('earlier');
  });

  it('that are dangling links are said to be that, and are not their own near name', async () => {
    const folder = folderOf({ 'labels.csv': labels });
    symlinkSync('nowhere.csv', join(folder, 'stats.csv'));
    const { status, err } = await asof(folder, ...joinOf('stats.csv'));
    expect([status, err]).toEqual([2, expect.stringContaining('it is a link to nowhere.csv, which is not there')]);
    expect(err).not.toContain('did you mean');
  });

  // Whoever may do everything may read every file.
  it.skipIf(process.getuid?.() === 0)("that may not be read are the input's fault", async () => {
    const folder = folderOf({ 'labels.csv': labels, 'stats.csv': rows('2024-03-01') });
    chmodSync(join(folder, 'stats.csv'), 0);
    const { status, err } = await asof(folder, ...joinOf('stats.csv'));
    expect([status, err]).toEqual([2, expect.stringContaining('you may not read it')]);
  });
});
