import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindsInBothThemes } from '../support/axe.ts';
import { openWorkbench, type ServedWorkbench } from '../support/workbench.ts';

/** A row an hour from March to May: gold customers are three of ten in March, one of ten in May; what they spend stays. */
function rows(): string {
  const lines = ['id,at,tier,spend'];
  for (let i = 0; i < 92 * 24; i++) {
    const at = new Date(Date.UTC(2024, 2, 1, i)).toISOString();
    const gold = at < '2024-05' ? 3 : 1;
    lines.push(`c${i},${at},${(i * 7) % 10 < gold ? 'gold' : 'basic'},${(i * 37) % 101}`);
  }
  return lines.join('\n');
}

const files = {
  'asof.yaml': `project: shop
entities: [{name: customer, join_keys: [id]}]
sources: [{name: stats, path: stats.csv, timestamp_field: at}]
feature_views: [{name: stats_v1, entities: [customer], source: stats}]
`,
  'stats.csv': rows(),
  'march.md': `---
asof: 1
---

\`\`\`asof drift
as: march
reference: stats_v1@2024-03-01..2024-04-01
current: stats_v1@2024-04-01..2024-05-01
\`\`\`
`,
};

describe('the drift cell', () => {
  let folder: string;
  let shop: ServedWorkbench;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'asof-drift-'));
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    shop = await openWorkbench({ directory: folder });
  });

  afterAll(async () => {
    await shop.close();
    await rm(folder, { recursive: true, force: true });
  });

  const cell = () => shop.page.locator('section.cell', { has: shop.page.locator('h2', { hasText: 'drift' }) });
  const written = () => readFile(join(folder, 'march.md'), 'utf8');

  it('says that nothing moved between two months that are alike', async () => {
    await cell().getByText('Nothing moved: both features are as before.').waitFor();
    expect(await cell().locator('summary').count()).toBe(2);
  });

  it('draws which rows are compared, and takes other ones by dragging over them', async () => {
    await cell().getByText('reference, 1 Mar 2024 up to 1 Apr 2024, 744 rows').waitFor();
    await cell().locator('label', { hasText: 'current' }).click();
    const bars = cell().locator('svg[aria-label^="Rows over time"] rect');
    expect(await bars.count()).toBe(92);
    const [first, last] = [await bars.nth(61).boundingBox(), await bars.last().boundingBox()];
    await shop.page.mouse.move(first!.x + 1, last!.y + last!.height / 2);
    await shop.page.mouse.down();
    await shop.page.mouse.move(last!.x + last!.width / 2, last!.y + last!.height / 2, { steps: 5 });
    await shop.page.mouse.up();
    await cell().locator('p', { hasText: '1 of 2 features moved; tier: gold fell from 30 % to 10 %.' }).waitFor();
    await expect.poll(written).toContain('current: stats_v1@2024-05-01..2024-06-01');
  });

  it('takes a stretch that is typed, and opens the end that does not fit', async () => {
    await cell().getByLabel('Reference: from').fill('2024-04-10');
    await shop.page.keyboard.press('Enter');
    await cell().getByText('reference, 10 Apr 2024 up to 1 Jun 2024').waitFor();
    await cell().getByLabel('Reference: to').fill('2024-05-01');
    await shop.page.keyboard.press('Enter');
    await cell().getByText('reference, 10 Apr 2024 up to 1 May 2024, 504 rows').waitFor();
    await expect.poll(written).toContain('reference: stats_v1@2024-04-10..2024-05-01');
  });

  it('opens a feature whole by keyboard', async () => {
    const tier = cell().locator('summary', { hasText: 'tier' });
    await tier.focus();
    await shop.page.keyboard.press('Enter');
    const gold = cell().getByRole('row', { name: 'gold' });
    await gold.waitFor();
    expect((await gold.innerText()).replace(/\s+/g, ' ')).toBe('gold 30 % 10 %');
    const strip = cell().getByRole('img', { name: 'stats_v1:tier over time' });
    expect(await strip.getAttribute('aria-label')).toContain('of 14 stretches moved, the first from 29 Apr 2024');
  });

  it('leaves what cannot be read where it was typed', async () => {
    const from = cell().getByLabel('Reference: from');
    await from.fill('yesterday');
    await shop.page.keyboard.press('Enter');
    await expect.poll(() => from.getAttribute('aria-invalid')).toBe('true');
    expect(await written()).toContain('reference: stats_v1@2024-04-10..2024-05-01');
  });

  it('cannot tell of what is online where nothing was ever written', async () => {
    await cell().getByLabel('Current: table').selectOption('online');
    await cell().getByText('cannot be told', { exact: true }).first().waitFor();
    await cell().locator('p', { hasText: 'the current table has no rows' }).waitFor();
    expect(await cell().getByLabel('Current: from').count()).toBe(0);
  });

  it('has nothing that a screen reader would miss', async () => {
    expect(await axeFindsInBothThemes(shop.page)).toEqual([]);
    expect(shop.complaints).toEqual([]);
  });
});
