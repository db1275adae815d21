import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWorkbench, type ServedWorkbench } from '../support/workbench.ts';

const files = {
  'asof.yaml': `project: shop
entities: [{name: customer, join_keys: [customer_id]}]
sources: [{name: purchases, path: purchases.csv, timestamp_field: ts, available_at: known}]
feature_views:
  - name: purchases_v1
    entities: [customer]
    source: purchases
    aggregations: [{name: purchases_7d, function: count, window: 7d}]
feature_services: [{name: model, features: ["purchases_v1:*"]}]
labels: [{name: churn, path: labels.csv, entities: [customer], timestamp_field: at, target: churned}]
`,
  'purchases.csv': `customer_id,ts,known
1,2024-03-01 10:00:00,2024-03-01 10:00:00
1,2024-03-05 10:00:00,2024-03-09 10:00:00
1,2024-03-06 10:00:00,2024-03-06 10:00:00
`,
  'labels.csv': 'customer_id,at,churned\n1,2024-03-07 10:00:00,1\n1,2024-03-10 10:00:00,0\n',
};

let bench: ServedWorkbench;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'asof-windows-'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  bench = await openWorkbench({ directory: folder });
});
afterAll(async () => {
  await bench.close();
  await rm(folder, { recursive: true, force: true });
});

it('shows what a window held at a label, since when, and claims nothing of the naive join that it did not look at', async () => {
  const { page } = bench;
  const leakage = page.locator('#leakage');
  await leakage.getByText('1 of 2 rows (50 %) saw what was not yet known').waitFor();
  // The purchase of 5 March was known on the 9th: two were, of three.
  await leakage.getByText('At 7 Mar 10:00 the model may see 2, which its window has held for 1 day.').waitFor();
  await leakage.getByText('A naive join counts other events: its value is in the rows below.').waitFor();
});

it('draws the window as a bracket that goes along with the label, over its events', async () => {
  const { page } = bench;
  const figure = page.getByRole('group', { name: "The entity's events over time" });
  await figure.getByText('7 d: 2 events, 2').waitFor();
  await page.locator('#leakage').getByText('2 events count, 1 is not yet known.').waitFor();
  const bracket = figure.locator('path.bracket');
  const before = (await bracket.boundingBox())!;
  const slider = page.getByRole('slider', { name: "The label's time" });
  await slider.press('ArrowRight');
  await expect.poll(async () => (await bracket.boundingBox())!.x).toBeGreaterThan(before.x);
  expect(Math.abs((await bracket.boundingBox())!.width - before.width)).toBeLessThan(3);
  await slider.press('Home');
  await expect.poll(async () => (await bracket.boundingBox())!.x).toBeCloseTo(before.x, 0);
});

it('says of each event why it is counted or not, and goes along with the label', async () => {
  const { page } = bench;
  await page.locator('#leakage').getByRole('button', { name: 'W why' }).click();
  const why = page.locator('.why');
  await why.getByText('held since 6 Mar 2024 10:00').waitFor();
  await why
    .getByText('counts the events of the 7 days that end at the label, as far as they were known by then')
    .waitFor();
  await why.getByText('2 of 3 events are counted, which gives 2').waitFor();
  await why.getByText('counted, 1 day before the label').waitFor();
  const reasons = why.getByRole('group', { name: 'Events by reason' });
  await reasons.getByRole('button', { name: /^not yet known/ }).click();
  await why.getByText('not yet known, 2 d too late').waitFor();
  expect(await why.getByRole('listitem').count()).toBe(1);
  for (let i = 0; i < 4; i++) await page.getByRole('slider', { name: "The label's time" }).press('Shift+ArrowLeft');
  await why.getByText('where the line was moved to').waitFor();
  await reasons.getByRole('button', { name: /^too late/ }).waitFor();
  await page.getByRole('slider', { name: "The label's time" }).press('Home');
  await why.getByText('2 of 3 events are counted, which gives 2').waitFor();
  expect(bench.complaints).toEqual([]);
});
