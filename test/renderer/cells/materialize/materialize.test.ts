import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { materialize as question } from '../../../../core/question/materialize.ts';
import { parseInstant } from '../../../../core/time/instant.ts';
import type { Materialize } from '../../../../renderer/cells/materialize/materialize.svelte.ts';
import type { OpenCell } from '../../../../renderer/state/cell.svelte.ts';
import { labelsCsv, statsCsv } from '../../../core/workbench/setup.ts';
import { openRealWorkbench, type RealWorkbench } from '../../state/real-workbench.ts';

const definitions = `project: shop
entities: [{name: customer, join_keys: [customer_id]}]
sources: [{name: stats, path: stats.csv, timestamp_field: event_timestamp}]
feature_views:
  - {name: one, entities: [customer], source: stats, features: [{name: spend}]}
  - {name: other, entities: [customer], source: stats, features: [{name: tier}]}
labels: [{name: churn, path: labels.csv, entities: [customer], timestamp_field: event_timestamp, target: churned}]
`;

let real: RealWorkbench;
let cell: OpenCell<typeof question, Materialize>;
beforeAll(async () => {
  real = await openRealWorkbench();
  const root = join(real.folder, 'shop');
  await mkdir(root);
  const files = { 'asof.yaml': definitions, 'labels.csv': labelsCsv, 'stats.csv': statsCsv };
  for (const [name, text] of Object.entries(files)) await writeFile(join(root, name), text);
  await real.workbench.open({ kind: 'folder', path: root });
  await real.online.refresh();
  cell = real.notebook.nearest('materialize') as unknown as OpenCell<typeof question, Materialize>;
});
afterAll(() => real?.close());

it('plans and writes the views that its question names, over its interval', async () => {
  const [start, end] = [parseInstant('2024-03-02'), parseInstant('2024-03-06')];
  cell.ask({ views: ['other'], start, end });
  await cell.show();
  expect(cell.state.views.map(({ view, planned }) => [view, planned.would?.entities])).toEqual([['other', 2]]);
  await cell.state.write();
  const looked = await real.workbench.host.call('lookup', {
    workspace: real.workbench.snapshot!.id,
    entity: { customer_id: 'a' },
    now: end,
  });
  expect(looked.views.map(({ features }) => features[0]!.online)).toEqual([null, 'plus']);
});

it('writes nothing where it is told only to say what would be', async () => {
  cell.ask({ views: ['one'], start: null, dryRun: true });
  await cell.show();
  expect(cell.state.views.map(({ view }) => view)).toEqual(['one']);
  expect([cell.state.toWrite, cell.state.canRun]).toEqual([3, false]);
  await cell.state.write();
  expect(cell.state.begun).toBe(false);
});

it('says which names are no views', async () => {
  cell.ask({ views: ['onne'], dryRun: false });
  await cell.show();
  expect(cell.state.status).toMatchObject({ status: 'failed', error: { code: 'unknown_name' } });
});
