import { afterAll, beforeAll, expect, it } from 'vitest';
import { earlierWarnings } from '../../../core/check/times.ts';
import { sql } from '../../../core/sql/sql.ts';
import { planJoin } from '../../../core/workspace/plan-join.ts';
import { openFolders, type Folders } from '../../support/folder.ts';

let folders: Folders;
beforeAll(async () => {
  folders = await openFolders();
});
afterAll(() => folders.close());

it('takes an infinite time for none, and a table that has no other for one without times', async () => {
  const workspace = await folders.open({ 'labels.csv': 'id,event_timestamp\n1,2024-03-10\n' });
  const write = (name: string, times: string) =>
    workspace.engine.exec(
      sql`COPY (SELECT 1 AS id, unnest(string_split(${times}, ' '))::TIMESTAMP AS event_timestamp, 5 AS v) TO ${`${workspace.root}/${name}`} (FORMAT parquet)`,
    );
  await write('some.parquet', '-infinity 2024-03-01 infinity');
  await write('none.parquet', '-infinity infinity');
  const said = async (view: string) => {
    const plan = await planJoin(workspace, { labels: 'labels.csv', features: [{ view, feature: 'v' }] });
    return earlierWarnings(workspace.engine, plan);
  };
  expect(await said('some.parquet')).toEqual([
    'every row of some.parquet (the last of 2024-03-01 00:00:00) is earlier than every row of labels.csv (the first of 2024-03-10 00:00:00)',
  ]);
  expect(await said('none.parquet')).toEqual([]);
});
