import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindsInBothThemes } from '../support/axe.ts';
import { openWorkbench, type ServedWorkbench } from '../support/workbench.ts';

const many = Array.from({ length: 500 }, (_, i) => `{name: f_${i}, dtype: Float64, description: The ${i}th.}`).join(
  ', ',
);
const files = {
  'asof.yaml': `project: shop
entities: [{name: customer, join_keys: [id]}]
sources:
  - {name: users, path: users.csv, timestamp_field: at, field_mapping: {born: age}}
  - {name: wide, path: wide.csv, timestamp_field: at}
feature_views:
  - name: profile_v2
    entities: [customer]
    source: users
    owner: growth
    tags: {team: growth}
    features: [{name: age, dtype: Int64, description: Years since birth.}, {name: tier, dtype: String}]
  - {name: wide_v1, entities: [customer], source: wide, owner: risk, features: [${many}]}
  - name: ratio_v1
    on_demand: true
    inputs: ["profile_v2:age"]
    features: [{name: half_age, dtype: Float64, expression: age / 2, description: Half of the years.}]
feature_services:
  - {name: model, features: ["profile_v2:age", "ratio_v1:half_age"]}
labels:
  - {name: churn, path: churn.csv, entities: [customer], timestamp_field: at}
`,
  'users.csv': 'id,at,born,tier\\nc1,2024-05-01,10,a\\nc1,2024-06-01,11,a\\n'.replaceAll('\\n', '\n'),
  'wide.csv': `id,at,${Array.from({ length: 500 }, (_, i) => `f_${i}`).join(',')}\nc1,2024-05-01${',1'.repeat(500)}\n`,
  'churn.csv': 'id,at\nc1,2024-05-20\n',
  'all.md':
    '---\nasof: 1\n---\n\n```asof catalog\nas: everything\nof: profile_v2:age\n```\n\n```asof leakage\nas: spring\nlabels: churn\nservice: model\n```\n\n```asof check\nthat: everything.unused_features == 501\n```\n',
};

describe('the catalog cell', () => {
  let folder: string;
  let shop: ServedWorkbench;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'asof-catalog-'));
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    shop = await openWorkbench({ directory: folder });
  });

  afterAll(async () => {
    await shop?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const cell = () => shop.page.locator('section.cell', { has: shop.page.locator('h2', { hasText: 'catalog' }) });
  const found = () => cell().getByRole('listbox', { name: 'Found' }).getByRole('option');
  const search = () => cell().getByRole('combobox', { name: 'Search the catalog' });
  const title = () => cell().getByRole('article').locator('h3').innerText();
  const lineage = async () => {
    const nodes = await cell().getByRole('region', { name: 'Lineage' }).locator('g > title').all();
    return Promise.all(nodes.map((node) => node.textContent()));
  };

  it('opens the page that the file names, with its lineage from source to notebook', async () => {
    await cell().getByText('503 features in 3 views, 1 service and 1 notebook.').waitFor();
    expect(await title()).toBe('profile_v2:age');
    expect(await lineage()).toEqual([
      'source users',
      'column users.born',
      'column users.at',
      'feature view profile_v2',
      'feature profile_v2:age',
      'feature ratio_v1:half_age',
      'feature service model',
      'notebook all.md',
    ]);
  });

  it('finds by words at each key, the arrows going from page to page', async () => {
    await search().fill('half years');
    await expect.poll(() => found().allInnerTexts()).toEqual([expect.stringMatching(/^ratio_v1:half_age/)]);
    expect(await title()).toBe('ratio_v1:half_age');
    await search().fill('age');
    await expect.poll(async () => (await found().allInnerTexts()).length).toBeGreaterThan(1);
    const first = await title();
    await search().press('ArrowDown');
    await expect.poll(title).not.toBe(first);
    await search().press('ArrowUp');
    await expect.poll(title).toBe(first);
    await search().fill('nothing of the kind');
    await cell().getByText('Nothing has all of these words.').waitFor();
  });

  it('shows what nobody uses, and of a view of 500 features a picture that can be read', async () => {
    await cell()
      .getByRole('button', { name: /^used by nobody/ })
      .click();
    await expect.poll(() => found().first().innerText()).toMatch(/^profile_v2:tier/);
    await search().fill('kind:view wide');
    await expect.poll(title).toBe('wide_v1');
    const features = (await lineage()).filter((name) => name!.startsWith('feature wide_v1'));
    expect(features).toHaveLength(5);
    await cell().getByText('+ 495 more').first().waitFor();
  });

  it('goes on to what a thing leads to, by a click and by a key', async () => {
    await search().fill('profile_v2:age');
    await cell().getByRole('button', { name: 'feature service model' }).click();
    await expect.poll(title).toBe('model');
    await cell().getByRole('button', { name: 'feature ratio_v1:half_age' }).press('Enter');
    await expect.poll(title).toBe('ratio_v1:half_age');
  });

  it('says what leakage cells have seen of it, and what values it has', async () => {
    await search().fill('profile_v2:age');
    await shop.page.locator('section.cell').nth(1).scrollIntoViewIfNeeded();
    const found = cell().getByRole('region', { name: 'What was found of profile_v2:age' });
    await found.getByText('1 leaked value of 1').waitFor();
    await found.getByText('not looked for').waitFor();
    await found.getByRole('button', { name: 'Look for duplicates' }).waitFor();
    await cell().getByRole('button', { name: 'Show its values' }).click();
    await cell().getByRole('region', { name: 'Values of born' }).getByText('2 rows, no nulls').waitFor();
  });

  it('is where the palette leads to from a name, and to its profile behind that', async () => {
    const { keyboard } = shop.page;
    const options = () => shop.page.getByRole('listbox').last().getByRole('option').allInnerTexts();
    await keyboard.press('Control+k');
    await keyboard.type('ratio_v1:half');
    await expect.poll(async () => (await options())[0]).toMatch(/ratio_v1:half_age\s+feature, its page in the catalog/);
    await keyboard.press('Escape');
    await keyboard.press('Control+k');
    await keyboard.type('profile_v2:tier');
    await expect
      .poll(async () => (await options()).slice(0, 2).join())
      .toMatch(/in the catalog,[\s\S]*profile_v2:tier\s+feature, profile/);
    await keyboard.press('Enter');
    await expect.poll(title).toBe('profile_v2:tier');
    expect(await shop.page.locator('h2', { hasText: 'catalog' }).count()).toBe(1);
  });

  it('can be claimed of', async () => {
    await shop.page.locator('section.cell').last().scrollIntoViewIfNeeded();
    await shop.page.getByText('unused_features = 501', { exact: true }).waitFor();
  });

  it('has nothing that a screen reader would miss', async () => {
    expect(await axeFindsInBothThemes(shop.page)).toEqual([]);
    expect(shop.complaints).toEqual([]);
  });
});
