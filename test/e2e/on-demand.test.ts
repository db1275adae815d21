import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seen } from '../support/seen.ts';
import { openWorkbench, type ServedWorkbench } from '../support/workbench.ts';

const files = {
  'asof.yaml': `project: shop
entities: [{name: customer, join_keys: [customer_id]}]
sources: [{name: stats, path: stats.csv, timestamp_field: ts}]
feature_views:
  - {name: stats_v1, entities: [customer], source: stats, features: [{name: spend}]}
  - name: ratios_v1
    on_demand: true
    inputs: ["stats_v1:spend"]
    request: [{name: amount, dtype: Float64}]
    features:
      - {name: ratio, dtype: Float64, expression: amount / spend}
      - {name: log_spend, dtype: Float64, expression: ln(spend)}
feature_services: [{name: model, features: ["ratios_v1:*"]}]
labels: [{name: churn, path: labels.csv, entities: [customer], timestamp_field: at, target: churned}]
`,
  'stats.csv': 'customer_id,ts,spend\n1,2024-03-01,10\n1,2024-03-09,40\n2,2024-03-01,-1\n',
  'labels.csv': 'customer_id,at,amount,churned\n1,2024-03-07,5,1\n1,2024-03-10,20,0\n2,2024-03-10,3,0\n',
};

let bench: ServedWorkbench;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'asof-on-demand-'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  bench = await openWorkbench({ directory: folder });
});
afterAll(async () => {
  await bench.close();
  await rm(folder, { recursive: true, force: true });
});

it('shows what is computed of what was known, says what could not be, and draws what it reads', async () => {
  const { page } = bench;
  const leakage = page.locator('#leakage');
  await leakage.getByText('1 of 3 rows (33 %) saw the future').waitFor();
  await leakage.getByText('log_spend could not be computed in 1 row, and is null there.').waitFor();
  await leakage.getByText('is computed when it is asked for; drawn is what it reads: stats_v1:spend.').waitFor();
  await leakage.getByRole('button', { name: 'W why' }).click();
  const why = page.locator('.why');
  await why.getByText('is computed when it is asked for. Below is the first that it reads: spend').waitFor();
  const set = page.locator('#training-set');
  await seen(set);
  await set.getByText('ratios_v1:log_spend could not be computed in 1 row, and is null there.').waitFor();
  // In the training set's grid, beside the column of the request.
  await set.getByRole('gridcell', { name: '0.5', exact: true }).first().waitFor();
  const skew = page.locator('#skew');
  await seen(skew);
  await skew.getByText('it is computed when it is asked for: what it reads is compared in its place').waitFor();
  const lookup = page.locator('#lookup');
  await seen(lookup);
  const computed = lookup.getByRole('region', { name: 'ratios_v1' });
  await computed.getByText('"amount" from the request, and it is not given').waitFor();
  await lookup.getByLabel('amount, of the request').fill('80');
  await lookup.getByLabel('amount, of the request').press('Enter');
  // Nothing was materialized: what is computed from the files stands alone.
  await expect.poll(() => computed.getByRole('row').nth(1).innerText()).toMatch(/ratio\s+no record\s+2\s+offline only/);
  await page
    .locator('nav')
    .getByRole('button', { name: /^ratios_v1/ })
    .click();
  await page.getByText('ratio DOUBLE: amount / spend').waitFor();
  expect(bench.complaints).toEqual([]);
});
