import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { asof, folderOf } from './run-asof.ts';

const fields = join(import.meta.dirname, '../fixtures/field/cases');
const read = (path: string) => readFileSync(join(fields, path), 'utf8');
const header = 'user_id,event_timestamp,v\n';

interface Report {
  results: { features: Record<string, { value: unknown; status: string }> }[];
}

/** `v` of a user in the store. */
async function stored(folder: string, user: number): Promise<[value: unknown, status: string]> {
  const { out } = await asof(folder, 'lookup', '--features', 'stats:v', '--entity', `user_id=${user}`, '--json');
  const { value, status } = (JSON.parse(out) as Report).results[0]!.features.stats__v!;
  return [value, status];
}

it('53: a corrected file lands at the same time, no older one does, and --overwrite says it on purpose', async () => {
  const folder = folderOf({ 'asof.yaml': read('53-rematerialize/asof.yaml') });
  const wholeRun = ['materialize', '--start', '2024-03-01', '--end', '2024-03-11'];
  const run = async (row: string, ...options: string[]) => {
    writeFileSync(join(folder, 'stats.csv'), `${header}${row}\n`);
    expect((await asof(folder, ...wholeRun, ...options)).status).toBe(0);
    return stored(folder, 1);
  };
  expect(await run('1,2024-03-10 08:00:00,10')).toEqual([10, 'present']);
  expect(await run('1,2024-03-10 08:00:00,11')).toEqual([11, 'present']);
  expect(await run('1,2024-03-09 08:00:00,99')).toEqual([11, 'present']);
  expect(await run('1,2024-03-09 08:00:00,99', '--overwrite')).toEqual([99, 'present']);
});

it('54b: a late row without a created time is missed, which the run says with what helps', async () => {
  const all = read('54b-late-no-created/stats.csv');
  const folder = folderOf({
    'asof.yaml': read('54b-late-no-created/asof.yaml'),
    'stats.csv': all.split('\n').slice(0, 2).join('\n') + '\n',
  });
  expect((await asof(folder, 'materialize', '--end', '2024-03-11')).status).toBe(0);
  writeFileSync(join(folder, 'stats.csv'), all);
  const { out, err } = await asof(folder, 'materialize', '--end', '2024-03-12');
  expect(out + err).toMatch(/1 row has come since .* read all again with a start of 2024-03-01T09:00:00Z/);
  expect(await stored(folder, 2)).toEqual([null, 'missing']);
  await asof(folder, 'materialize', '--start', '2024-03-01T09:00:00Z', '--end', '2024-03-12');
  expect(await stored(folder, 2)).toEqual([30, 'present']);
});

it('75: an entity whose last row is empty is null, and its record can be removed', async () => {
  const folder = folderOf({
    'asof.yaml': read('75-tombstone/asof.yaml'),
    'stats.csv': read('75-tombstone/stats.csv'),
    'labels.csv': read('75-tombstone/labels.csv'),
  });
  expect((await asof(folder, 'materialize', '--end', '2024-03-20')).status).toBe(0);
  expect([await stored(folder, 1), await stored(folder, 2)]).toEqual([
    [null, 'null'],
    [20, 'present'],
  ]);
  expect((await asof(folder, 'forget', '--view', 'stats', '--entity', 'user_id=1')).status).toBe(0);
  expect(await stored(folder, 1)).toEqual([null, 'missing']);
});
