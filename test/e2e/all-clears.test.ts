import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { dropFiles } from '../support/drop-files.ts';
import { seen } from '../support/seen.ts';
import { openWorkbench, type ServedWorkbench } from '../support/workbench.ts';

const definitions = `project: shop
entities:
  - {name: customer, join_keys: [customer_id]}
sources:
  - {name: stats, path: stats.csv, timestamp_field: at}
feature_views:
  - {name: stats_v1, entities: [customer], source: stats}
labels:
  - {name: churn, path: labels.csv, entities: [customer], timestamp_field: at}
`;
const labels = 'customer_id,at\nc1,2024-05-20\nc2,2024-05-21\nc3,2024-05-21\n';
const stats = 'customer_id,at,spend\nc1,2024-05-01,10.5\nc2,2024-05-02,20.5\nc3,2024-05-03,30.5\n';

/** A workspace of these files, open in the page. */
async function openFiles(files: { labels?: string; stats?: string }): Promise<ServedWorkbench> {
  const root = await mkdtemp(join(tmpdir(), 'asof-clear-e2e-'));
  onTestFinished(() => rm(root, { recursive: true }));
  await writeFile(join(root, 'asof.yaml'), definitions);
  const all = { labels, stats, ...files };
  for (const [name, text] of Object.entries(all)) await writeFile(join(root, `${name}.csv`), text);
  const opened = await openWorkbench({ directory: root });
  onTestFinished(() => opened.close());
  await opened.page.locator('#leakage p').first().waitFor();
  return opened;
}

/** The leakage cell's sentence, and whether it is in the colour of an all-clear. */
async function verdict(files: { labels?: string; stats?: string }) {
  const opened = await openFiles(files);
  const sentence = opened.page
    .locator('#leakage p')
    .filter({ hasText: /saw the future|Nothing matched|nothing that could leak/ })
    .first();
  await sentence.waitFor();
  const calm = await sentence.evaluate((p) => p.classList.contains('calm'));
  return { calm, said: (await sentence.textContent())!.trim() };
}

describe('the page gives an all-clear of leakage', () => {
  it('where nothing leaks', async () => {
    expect(await verdict({})).toEqual({
      calm: true,
      said: 'Joining on the latest row does not leak here: none of 3 rows saw the future.',
    });
  });

  it.each<[string, { labels?: string; stats?: string }, RegExp]>([
    ['a row is of the future', { stats: `${stats}c1,2024-06-01,9\n` }, /leaks: 1 of 3 rows/],
    ['few keys match', { stats: stats.replaceAll(/^c[23]/gm, 'x') }, /Only 1 of 3 rows has an entity in stats_v1/],
    ['there are no labels', { labels: 'customer_id,at\n' }, /no label rows/],
    ['no feature has a value', { stats: stats.replaceAll(/,[\d.]+$/gm, ',') }, /No feature has a value in any row/],
  ])('and not where %s', async (_, files, said) => {
    const found = await verdict(files);
    expect(found.calm).toBe(false);
    expect(found.said).toMatch(said);
  });
});

describe('the page gives an all-clear of what is online', () => {
  it('where records were written, read back and found; and not of an entity that has none', async () => {
    const { page } = await openFiles({});
    const cell = page.locator('#materialize');
    await seen(cell);
    await cell.getByRole('button', { name: 'Materialize', exact: true }).click();
    await cell.getByText('3 records written').waitFor();
    await cell.getByText('Read back 3 of them: all as written.').waitFor();
    await cell.getByRole('button', { name: 'Plan again' }).click();
    await cell.getByText('Nothing was read, so nothing would be written.').waitFor();

    const lookup = page.locator('#lookup');
    const entity = lookup.getByLabel('customer_id');
    await entity.fill('c2');
    await entity.press('Enter');
    await lookup.getByText('say the same of the one feature that can be compared').waitFor();
    expect(await lookup.locator('.present').count()).toBe(2);
    await entity.fill('c9');
    await entity.press('Enter');
    await lookup.getByText('The store has no record of this entity.').waitFor();
    expect(await lookup.locator('.present').count()).toBe(0);
  });

  it('and not where no row was read', async () => {
    const { page } = await openFiles({ stats: 'customer_id,at,spend\nc1,2999-05-01,10.5\n' });
    const cell = page.locator('#materialize');
    await seen(cell);
    await cell.getByText('Nothing was read').first().waitFor();
    expect(await cell.getByText(/the store has/).count()).toBe(0);
  });
});

describe('the page says of dropped files that they are ready', () => {
  it('where label rows find their feature rows', async () => {
    const { page } = await openFiles({});
    await dropFiles(page, {
      'outcomes.csv': 'id,at,left\n1,2024-04-04,1\n',
      'seen.csv': 'id,at,visits\n1,2024-04-02,7\n',
    });
    await page.getByText('2 files are ready.').waitFor();
    expect(await page.getByRole('button', { name: /^Use/ }).isEnabled()).toBe(true);
  });

  it.each([
    ['no entity is in both', 'id,at,visits\n2,2024-04-02,7\n', 'No label row finds a row in seen'],
    ['no column is in both', 'user,at,visits\n1,2024-04-02,7\n', 'Say which file holds the labels.'],
    ['the rows have no time', 'id,visits\n1,7\n', 'Say which file holds features.'],
  ])('and not where %s', async (_, seen, said) => {
    const { page } = await openFiles({});
    await dropFiles(page, { 'outcomes.csv': 'id,at,left\n1,2024-04-04,1\n', 'seen.csv': seen });
    await page.getByRole('status').filter({ hasText: said }).waitFor();
    expect(await page.getByRole('status').filter({ hasText: 'ready' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: /^Use/ }).isDisabled()).toBe(true);
  });
});
