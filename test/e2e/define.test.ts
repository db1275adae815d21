import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { axeFindsInBothThemes } from '../support/axe.ts';
import { openWorkbench, type ServedWorkbench } from '../support/workbench.ts';

const definitions = `# What the shop knows of its customers.
project: shop
entities: [{name: customer, join_keys: [id]}]
sources:
  - {name: purchases, path: purchases.csv, timestamp_field: ts} # by the hour
feature_views:
  - name: raw_v1
    entities: [customer]
    source: purchases
    features: [{name: amount, dtype: Float64}]
labels:
  - {name: churn, path: churn.csv, entities: [customer], timestamp_field: at}
`;
const files = {
  'asof.yaml': definitions,
  'purchases.csv': `id,ts,amount,status
a,2024-03-01,10,done
a,2024-03-05,20,done
a,2024-03-09,15,void
a,2024-03-20,40,done
b,2024-03-20,80,done
`,
  'churn.csv': 'id,at\na,2024-03-10\na,2024-03-21\nb,2024-03-06\nb,2024-03-21\n',
  'asof.md': `\`\`\`asof define
labels: churn
name: purchases_v1
entities: [customer]
source: purchases
aggregations:
  - {name: count_7d, function: count, window: 7d}
\`\`\`
`,
};

let bench: ServedWorkbench;
let folder: string;
let cell: Locator;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'asof-define-'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  bench = await openWorkbench({ directory: folder });
  cell = bench.page.locator('#define');
});
afterAll(async () => {
  await bench?.close();
  await rm(folder, { recursive: true, force: true });
});

const saved = () => readFile(join(folder, 'asof.yaml'), 'utf8');

it('tries a view on labels while it is written, by keyboard alone', async () => {
  await cell.getByText('count_7d has a value at all 4 labels.').waitFor();
  await cell.getByLabel('function').press('s');
  await cell.getByText('count_7d has a value at 3 of 4 labels (75 %).').waitFor();
  await cell.getByLabel('feature', { exact: true }).fill('spend_7d');
  await cell.getByLabel('where').fill("status = 'done'");
  await cell.getByText('spend_7d has a value at 3 of 4 labels (75 %).').waitFor();
  await cell.getByText('At 10 Mar 00:00 the model may see 20').waitFor();
});

it('follows the window, and says what is wrong where it is wrong', async () => {
  await cell.getByLabel('window').press('ArrowRight');
  await cell.getByText('At 10 Mar 00:00 the model may see 30').waitFor();
  await cell.getByText('window: 14d').waitFor();
  await cell.getByLabel('window').press('Home');
  await cell.getByText('spend_1h has a value at 0 of 4 labels').waitFor();
  for (let step = 0; step < 6; step++) await cell.getByLabel('window').press('ArrowRight');
  await cell.getByLabel('where').fill('statsu = 1');
  const wrong = cell.getByRole('group', { name: 'Feature spend_7d' }).getByRole('alert');
  await wrong.getByText('"statsu"', { exact: false }).waitFor();
  expect(await cell.locator('pre .wrong').textContent()).toContain('statsu = 1');
  await cell.getByLabel('where').fill("status = 'done'");
  await wrong.waitFor({ state: 'hidden' });
  await cell.getByText('spend_7d has a value at 3 of 4 labels (75 %).').waitFor();
});

it('is for everybody to read and use', async () => {
  expect(await axeFindsInBothThemes(bench.page)).toEqual([]);
});

it('saves it to asof.yaml as a person would have written it, and the workspace has it', async () => {
  expect(await saved()).toBe(definitions);
  await cell.getByRole('button', { name: 'Save to asof.yaml', disabled: false }).press('Enter');
  await cell.getByRole('button', { name: 'Saved in asof.yaml' }).waitFor();
  const written = `  - name: purchases_v1
    entities: [customer]
    source: purchases
    aggregations:
      - {name: spend_7d, function: sum, column: amount, window: 7d, filter: status = 'done'}
`;
  expect(await saved()).toBe(definitions.replace('labels:\n', `${written}labels:\n`));
  await bench.page.getByRole('navigation').getByText('purchases_v1').first().waitFor();
  await cell.getByLabel('window').press('ArrowRight');
  await cell.getByRole('button', { name: 'Save to asof.yaml', disabled: false }).press('Enter');
  await cell.getByRole('button', { name: 'Saved in asof.yaml' }).waitFor();
  expect(await saved()).toContain('- {name: spend_14d, function: sum, column: amount, window: 14d');
  expect(bench.complaints).toEqual([]);
});
