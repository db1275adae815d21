import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindsInBothThemes } from '../support/axe.ts';
import { openWorkbench, type ServedWorkbench } from '../support/workbench.ts';

const rows = 60;
/** Numbers from 0 that are in no order. */
const mixed = (i: number) => (i * 23) % rows;
const table = (header: string, row: (i: number) => unknown[]) =>
  [header, ...Array.from({ length: rows }, (_, i) => row(i).join())].join('\n');
const files = {
  'asof.yaml': `project: shop
entities: [{name: customer, join_keys: [id]}]
sources:
  - {name: stats, path: stats.csv, timestamp_field: at}
  - {name: sums, path: sums.csv, timestamp_field: at}
feature_views:
  - {name: customer_stats_v1, entities: [customer], source: stats}
  - {name: payment_sums_v1, entities: [customer], source: sums}
feature_services:
  - {name: churn_model_v1, features: ["payment_sums_v1:spend_cents"]}
`,
  'stats.csv': table('id,at,spend_eur,logins,country', (i) => [i, '2024-05-02', mixed(i) / 4, (i * 7) % rows, 'de']),
  'sums.csv': table('id,at,spend_cents,login_count,free', (i) => [
    i,
    '2024-05-01',
    mixed(i) * 25,
    i === 7 ? 999 : (i * 7) % rows,
    (i * 13 + (i % 7) * 5) % 31,
  ]),
  'twice.md':
    '---\nasof: 1\n---\n\n```asof duplicates\nas: twice\n```\n\n```asof check\nthat: twice.duplicates == 2\n```\n',
};

describe('the duplicates cell', () => {
  let folder: string;
  let shop: ServedWorkbench;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'asof-duplicates-'));
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    shop = await openWorkbench({ directory: folder });
  });

  afterAll(async () => {
    await shop?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const cell = () => shop.page.locator('section.cell', { has: shop.page.locator('h2', { hasText: 'duplicates' }) });
  const pairs = () => cell().getByRole('region', { name: 'Pairs' });

  it('says which features say the same, the plainest first, and which of two to keep', async () => {
    await cell()
      .locator('p', { hasText: '2 pairs of 5 features at 60 entities say the same: customer_stats_v1:spend_eur and' })
      .waitFor();
    const lines = await pairs().locator('summary').allInnerTexts();
    expect(lines.map((line) => line.replace(/\s+/g, ' '))).toEqual([
      'a customer_stats_v1:spend_eur b payment_sums_v1:spend_cents keep scaled 100 % of 60 b = 100 × a',
      'a customer_stats_v1:logins keep b payment_sums_v1:login_count nearly 98 % of 60 the same values',
    ]);
    await cell().getByText('Not compared, one value: customer_stats_v1:country').waitFor();
  });

  it('opens a pair by the keyboard: what speaks for either, and where they differ', async () => {
    await pairs().locator('summary').nth(1).focus();
    await shop.page.keyboard.press('Enter');
    const keep = pairs().getByRole('table', { name: /^Which of customer_stats_v1:logins and/ });
    await keep.waitFor();
    const differ = pairs().getByRole('table', { name: /^Where customer_stats_v1:logins and/ });
    expect((await differ.locator('tbody').innerText()).split(/\s+/)).toEqual(['id=7', '49', '999']);
  });

  it('can be claimed of', async () => {
    await shop.page.getByText('duplicates = 2', { exact: true }).waitFor();
  });

  it('has nothing that a screen reader would miss', async () => {
    expect(await axeFindsInBothThemes(shop.page)).toEqual([]);
    expect(shop.complaints).toEqual([]);
  });
});
