import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEmbedded } from '../../core/node/online/embedded.ts';
import { axeFindsInBothThemes } from '../support/axe.ts';
import { putRecords } from '../support/put-records.ts';
import { openWorkbench, type ServedWorkbench } from '../support/workbench.ts';

const files = {
  'asof.yaml': `project: shop
entities: [{name: customer, join_keys: [id]}]
sources: [{name: stats, path: stats.csv, timestamp_field: at}]
feature_views:
  - {name: customer_stats_v1, entities: [customer], source: stats, ttl: 30d}
  - {name: support_v1, entities: [customer], source: stats}
feature_services:
  - {name: churn_model_v1, features: ["customer_stats_v1:spend", "customer_stats_v1:orders"]}
`,
  'stats.csv': 'id,at,spend\nc1,2024-05-01,10\nc2,2024-05-02,20\n',
  'cost.md': '---\nasof: 1\n---\n\n```asof cost\nas: bytes\n```\n\n```asof check\nthat: bytes.records == 350\n```\n',
};
const day = 86_400_000_000n;

describe('the cost cell', () => {
  let folder: string;
  let shop: ServedWorkbench;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'asof-cost-cell-'));
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    const now = BigInt(Date.now()) * 1000n;
    const store = openEmbedded(folder);
    const put = (view: string, features: { name: string; type: string }[], count: number) =>
      putRecords(
        store,
        { project: 'shop', view, schema: { keys: [{ name: 'id', type: 'VARCHAR' }], features }, written: now },
        Array.from({ length: count }, (_, i) => ({
          entity: `id=c${i}`,
          t: now - (i % 4 === 0 ? 60n : 1n) * day,
          c: null,
          values: features.map(({ type }) => (type === 'VARCHAR' ? 'a note of some length' : i)),
        })),
      );
    const number = (name: string) => ({ name, type: 'DOUBLE' });
    await put('customer_stats_v1', [number('spend'), number('orders'), { name: 'note', type: 'VARCHAR' }], 200);
    await put('support_v1', [number('tickets')], 100);
    await put('older_v1', [number('x')], 50);
    await store.close();
    shop = await openWorkbench({ directory: folder });
  });

  afterAll(async () => {
    await shop?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const cell = () => shop.page.locator('section.cell', { has: shop.page.locator('h2', { hasText: 'cost' }) });
  const views = () => cell().getByRole('region', { name: 'Views' });

  it('says what the views take, the dearest first, and what no service reads', async () => {
    await cell()
      .locator('p', { hasText: /^350 records of 3 views take [\d.]+ kB; no service reads [\d.]+ kB of it\./ })
      .waitFor();
    const lines = await views().locator('summary').allInnerTexts();
    expect(lines.map((line) => line.replace(/\s+/g, ' '))).toEqual([
      expect.stringMatching(/^customer_stats_v1 churn_model_v1 [\d.]+ kB 200 records of \d+ B$/),
      expect.stringMatching(/^support_v1 no service reads it [\d.]+ kB 100 records of [\d.]+ B$/),
      expect.stringMatching(/^older_v1 not in asof.yaml [\d.]+ kB 50 records of [\d.]+ B$/),
    ]);
  });

  it('says what would save', async () => {
    const saved = await cell().getByRole('region', { name: 'What would save' }).getByRole('listitem').allInnerTexts();
    const said = saved.map((line) => line.replace(/\s+/g, ' '));
    expect(said).toContainEqual(
      expect.stringMatching(/^[\d.]+ kB \d+ % support_v1 take it offline no service reads it/),
    );
    expect(said).toContainEqual(expect.stringMatching(/older_v1 forget it it is not in asof.yaml: asof forget/));
    expect(said).toContainEqual(
      expect.stringMatching(/customer_stats_v1 let go of old records 25 % of records are past/),
    );
    expect(said).toContainEqual(expect.stringMatching(/^800 B .* customer_stats_v1:spend a narrower type/));
    expect(said).toContainEqual(expect.stringMatching(/customer_stats_v1:note leave it out/));
  });

  it('opens a view by the keyboard: what each feature takes', async () => {
    await views().locator('summary').first().focus();
    await shop.page.keyboard.press('Enter');
    const features = views().getByRole('table', { name: 'Bytes of customer_stats_v1 by feature' });
    const rows = (await features.locator('tbody tr').allInnerTexts()).map((line) => line.split(/\s+/).join(' '));
    expect(rows.slice(0, 3)).toEqual([
      'spend DOUBLE 8 B 1.6 kB churn_model_v1',
      'orders DOUBLE 8 B 1.6 kB churn_model_v1',
      'note VARCHAR 25 B 5.0 kB none',
    ]);
  });

  it('can be claimed of', async () => {
    await shop.page.getByText('records = 350', { exact: true }).waitFor();
  });

  it('has nothing that a screen reader would miss', async () => {
    expect(await axeFindsInBothThemes(shop.page)).toEqual([]);
    expect(shop.complaints).toEqual([]);
  });
});
