import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFinds } from '../support/axe.ts';
import { openWorkbench, type ServedWorkbench } from '../support/workbench.ts';

const files = {
  'asof.yaml': `project: shop
entities: [{name: customer, join_keys: [id]}]
sources: [{name: users, path: users.csv, timestamp_field: at}]
feature_views:
  - {name: profile_v2, entities: [customer], source: users, ttl: 10d, features: [{name: age, dtype: Int64}, {name: tier}]}
feature_services: [{name: model, features: ["profile_v2:age", "profile_v2:tier"]}]
labels: [{name: churn, path: churn.csv, entities: [customer], timestamp_field: at}]
`,
  'users.csv': 'id,at,age,tier\nc1,2024-05-01,10,a\n',
  'churn.csv': 'id,at\nc1,2024-05-20\n',
};

describe('an asof.yaml that is written to while it is open', () => {
  let folder: string;
  let shop: ServedWorkbench;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'asof-changed-'));
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    shop = await openWorkbench({ directory: folder, width: 1024 });
  });

  afterAll(async () => {
    await shop?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const write = async (of: string, by: string) => {
    const path = join(folder, 'asof.yaml');
    await writeFile(path, (await readFile(path, 'utf8')).replace(of, by));
  };
  const readAgain = async () => {
    await shop.page.keyboard.press('Control+k');
    await shop.page.keyboard.type('read the workspace again');
    await shop.page.keyboard.press('Enter');
  };
  const dialog = () => shop.page.getByRole('dialog', { name: 'asof.yaml has changed' });
  const stay = async () => {
    await dialog().getByRole('button', { name: 'Stay with what is open' }).click();
    await dialog().waitFor({ state: 'detached' });
  };

  it('is read again only when its user has seen what that changes', async () => {
    await shop.page.getByText('profile_v2').first().waitFor();
    await write(', {name: tier}', '');
    await write('ttl: 10d', 'ttl: 5d');
    await readAgain();
    await dialog().getByText('1 definition changes between what is open and asof.yaml.').waitFor();
    const view = dialog().getByRole('region', { name: 'feature view profile_v2' });
    expect(await view.innerText()).toMatch(/ttl 10d → 5d/);
    expect(await dialog().getByRole('region', { name: 'Breaks' }).innerText()).toContain('tier');
    expect(await axeFinds(shop.page)).toEqual([]);
    await stay();
    // Had it been read, nothing would differ, and nothing be asked.
    await readAgain();
    expect(await view.innerText()).toMatch(/ttl 10d → 5d/);
    await stay();
  });

  it('is taken as it is now where that is said, and at once where it says the same', async () => {
    await write('name: profile_v2,', 'name: profile_v3,');
    await write('"profile_v2:age", "profile_v2:tier"', '"profile_v3:age"');
    await readAgain();
    await dialog().getByRole('button', { name: 'Read the workspace again' }).click();
    await shop.page.getByText('profile_v3').first().waitFor();
    await dialog().waitFor({ state: 'detached' });
    await write('project: shop', '# the same\nproject: shop');
    await writeFile(join(folder, 'churn.csv'), 'id,at\nc1,2024-05-20\nc2,2024-05-21\n');
    await readAgain();
    await shop.page.getByText('2 rows').first().waitFor();
    expect(await dialog().count()).toBe(0);
  });

  it('has pages in the catalog, in a new cell where the notebook has none', async () => {
    await shop.page.keyboard.press('Control+k');
    await shop.page.keyboard.type('profile_v3:age');
    await shop.page.keyboard.press('Enter');
    await shop.page.getByRole('article', { name: 'profile_v3:age' }).waitFor();
    expect(shop.complaints).toEqual([]);
  });
});
