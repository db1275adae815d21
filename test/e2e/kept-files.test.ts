import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium } from '../support/chromium.ts';
import { dropFiles } from '../support/drop-files.ts';
import { staticSite, type StaticSite } from '../support/static-site.ts';
import { openWorkbench, serve, type ServedWorkbench } from '../support/workbench.ts';

const files = {
  'churn.csv': 'user_id,event_timestamp,churned\na,2024-03-03,1\nb,2024-03-03,0\n',
  'spend.csv': 'user_id,event_timestamp,spend\na,2024-03-01,2\na,2024-03-07,9\nb,2024-03-02,5\n',
};

async function use(page: Page): Promise<void> {
  await dropFiles(page, files);
  await page.getByRole('button', { name: 'Use these files' }).click();
  await answer(page);
}
const answer = (page: Page) => page.getByText(/1 of 2 rows \(50 %\) saw the future/).waitFor();
const hash = (page: Page) => new URL(page.url()).hash;
const recent = (page: Page) => page.getByRole('list', { name: 'Recent' }).getByRole('listitem');

async function showOpen(page: Page): Promise<void> {
  await page
    .getByRole('navigation', { name: 'Workspace' })
    .getByRole('button', { name: /^Open…/ })
    .click();
  await page.getByRole('heading', { name: 'Open', exact: true }).waitFor();
}

async function forget(page: Page, name: string): Promise<void> {
  await showOpen(page);
  await recent(page)
    .getByRole('button', { name: `Forget ${name}, churn.csv, spend.csv` })
    .click();
  const dialog = page.getByRole('dialog', { name: `Forget ${name}?` });
  await dialog.getByText('The files that they were made of stay where they are.').waitFor();
  await dialog.getByRole('button', { name: 'Forget', exact: true }).click();
}

const lesson = (page: Page) => page.getByText('On 3 March: which number can the model be given?');

describe('files dropped on a page of asof serve', () => {
  let opened: ServedWorkbench;
  let page: Page;
  let again: Awaited<ReturnType<typeof serve>> | undefined;
  const uploads = () => readdir(join(opened.home, 'data', 'asof', 'uploads'));
  beforeAll(async () => {
    opened = await openWorkbench();
    page = opened.page;
    await lesson(page).waitFor();
  });
  afterAll(async () => {
    again?.host.kill('SIGKILL');
    await opened?.close();
  });

  it('are there after a reload, by the address', async () => {
    await use(page);
    await expect.poll(() => hash(page)).toMatch(/^#files=[0-9a-f]{1,16}$/);
    const link = hash(page);
    await page.reload();
    await answer(page);
    expect(hash(page)).toBe(link);
  });

  it('are the same workspace when they are dropped once more', async () => {
    const link = hash(page);
    await use(page);
    await expect.poll(() => hash(page)).toBe(link);
    expect((await uploads()).length).toBe(2);
  });

  it('are found again by the next server, whatever its port', async () => {
    const link = hash(page);
    opened.host.kill('SIGKILL');
    again = await serve(opened.home);
    await page.goto(again.address);
    await lesson(page).waitFor();
    await showOpen(page);
    await recent(page).getByText('churn.csv, spend.csv').waitFor();
    await recent(page)
      .getByRole('button', { name: /^churn/ })
      .click();
    await answer(page);
    await expect.poll(() => hash(page)).toBe(link);
  });

  it('can be saved as a workspace that has them in its folder, and no copy is left', async () => {
    const folder = join(opened.home, 'saved');
    await mkdir(join(folder, 'data'), { recursive: true });
    await writeFile(join(folder, 'data', 'spend.csv'), 'somebody else’s');
    await page.getByRole('button', { name: 'Save as workspace…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Folder', { exact: true }).fill(folder);
    await dialog.getByLabel('Folder', { exact: true }).press('Enter');
    await dialog.getByRole('list', { name: `Folders in ${folder}` }).waitFor();
    await dialog.getByRole('button', { name: 'Save here' }).click();
    await expect.poll(() => hash(page)).toBe(`#folder=${folder}`);
    await answer(page);
    expect(await readFile(join(folder, 'asof.yaml'), 'utf8')).toMatch(
      /path: data\/churn\.csv[^]*data\/spend-2\.csv|data\/spend-2\.csv[^]*data\/churn\.csv/,
    );
    expect(await readFile(join(folder, 'data', 'churn.csv'), 'utf8')).toBe(files['churn.csv']);
    expect(await readFile(join(folder, 'data', 'spend.csv'), 'utf8')).toBe('somebody else’s');
    await expect.poll(uploads).toEqual([]);
  });

  it('are gone when they are forgotten, and a link to them says so', async () => {
    await use(page);
    const link = hash(page);
    await forget(page, 'churn');
    await lesson(page).waitFor();
    expect(await uploads()).toEqual([]);
    await page.evaluate((to) => void (location.hash = to), link);
    await page.getByText('Opening what this link leads to is not possible here').waitFor();
  });

  it('lists a folder until it is gone, and forgets it without touching it', async () => {
    const folder = join(opened.home, 'saved');
    await showOpen(page);
    await recent(page).getByRole('button', { name: 'Forget churn' }).click();
    await expect.poll(() => recent(page).count()).toBe(0);
    expect(existsSync(join(folder, 'asof.yaml'))).toBe(true);
  });
});

describe('files dropped on a page without a host', () => {
  let site: StaticSite;
  let profile: string;
  let context: BrowserContext;
  let page: Page;
  const open = async (address = site.origin, folder = profile) => {
    context = await openProfile(folder);
    page = context.pages()[0]!;
    page.setDefaultTimeout(200_000);
    // How often it asks the browser to throw nothing away.
    await page.addInitScript(() => {
      const counted = Object.assign(window, { asked: 0 });
      navigator.storage.persist = () => Promise.resolve(counted.asked++ === 0);
    });
    await page.goto(address);
  };
  beforeAll(async () => {
    site = await staticSite();
    profile = await mkdtemp(join(tmpdir(), 'asof-profile-'));
    await open();
    await lesson(page).waitFor();
  });
  afterAll(async () => {
    await context?.close();
    site?.close();
    await rm(profile, { recursive: true, force: true });
  });

  it('are there after a reload, and when the browser was closed in between', async () => {
    const asked = () => page.evaluate(() => (window as unknown as { asked: number }).asked);
    expect(await asked()).toBe(0);
    await use(page);
    await expect.poll(() => hash(page)).toMatch(/^#files=/);
    expect(await asked()).toBe(1);
    await page.reload();
    await answer(page);
    const link = page.url();
    await context.close();
    await open(link);
    await answer(page);
    expect(page.url()).toBe(link);
    await showOpen(page);
    await recent(page).getByText('churn.csv, spend.csv').waitFor();
    await recent(page)
      .getByRole('button', { name: /^churn/ })
      .click();
    await answer(page);
  });

  it('can be saved as a workspace of a name, which has notebooks', async () => {
    await page.getByRole('button', { name: 'Save as workspace…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('my shop');
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await expect.poll(() => hash(page)).toBe('#folder=/workspaces/my%20shop');
    await answer(page);
    await page.getByRole('button', { name: /^Save this column/ }).click();
    await page.getByRole('dialog').getByRole('textbox').fill('spring.md');
    await page.getByRole('dialog').getByRole('textbox').press('Enter');
    await expect.poll(() => hash(page)).toBe('#folder=/workspaces/my%20shop&notebook=spring.md');
    await page.reload();
    await answer(page);
    expect(hash(page)).toBe('#folder=/workspaces/my%20shop&notebook=spring.md');
    await showOpen(page);
    await expect.poll(() => recent(page).count()).toBe(1);
  });

  it('are gone with the workspace when that is forgotten', async () => {
    await recent(page).getByRole('button', { name: 'Forget churn' }).click();
    await page.getByRole('dialog').getByText('and its notebooks').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Forget', exact: true }).click();
    await lesson(page).waitFor();
    await page.evaluate(() => void (location.hash = '#folder=/workspaces/my%20shop'));
    await page.getByRole('main').getByText('No such file: /workspaces/my shop').waitFor();
    const kept = await page.evaluate(
      () =>
        new Promise<number[]>((resolve) => {
          const request = indexedDB.open('asof');
          request.onsuccess = () => {
            const stores = ['files', 'notebooks', 'workspaces'];
            const transaction = request.result.transaction(stores);
            const counts = stores.map((name) => transaction.objectStore(name).count());
            transaction.oncomplete = () => resolve(counts.map(({ result }) => result));
          };
        }),
    );
    expect(kept).toEqual([0, 0, 0]);
  });

  it('answer where there is no room to keep them, and that is said', async () => {
    await context.close();
    // Before anything is written: Chromium remembers for a while what room it found.
    const full = await mkdtemp(join(tmpdir(), 'asof-full-'));
    try {
      await open('about:blank', full);
      const session = await context.newCDPSession(page);
      await session.send('Storage.overrideQuotaForOrigin', { origin: site.origin, quotaSize: 1 });
      await page.goto(site.origin);
      await lesson(page).waitFor();
      await dropFiles(page, files);
      await page
        .getByRole('note')
        .getByText(/gone with a reload: this browser has no room left/)
        .waitFor();
      await page.getByRole('button', { name: 'Use these files' }).click();
      await answer(page);
      await page.getByText('not saved; gone with a reload').waitFor();
      expect(await page.getByRole('button', { name: 'Save as workspace…' }).count()).toBe(0);
      await page.reload();
      await page.getByText('Opening what this link leads to is not possible here').waitFor();
      // What is typed is said not to be saved, can be taken away as a file, and is there again after a reload.
      await page.goto(site.origin);
      const cells = page.getByRole('list', { name: 'Cells' }).locator('> li');
      await cells.first().getByText('The arrow from the future').waitFor();
      await cells.first().focus();
      for (const key of ['d', 'd']) await page.keyboard.press(key);
      await page.getByRole('alert').getByText('not saved: this browser has no room left').waitFor();
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Download it' }).click();
      expect(await readFile(await (await download).path(), 'utf8')).not.toContain('The arrow from the future');
      await page.reload();
      await cells
        .first()
        .getByRole('img', { name: /^scatter of/ })
        .waitFor();
      await page.evaluate(() => {
        for (const key of Object.keys(localStorage).filter((one) => one.endsWith('/draft')))
          localStorage.removeItem(key);
        for (let piece = 'x'.repeat(1 << 22); piece.length > 0; piece = piece.slice(piece.length >> 1 || 1))
          for (let n = 0, full = false; !full; n++)
            try {
              localStorage.setItem(`full ${piece.length} ${n}`, piece);
            } catch {
              full = true;
            }
      });
      await cells.first().focus();
      for (const key of ['d', 'd']) await page.keyboard.press(key);
      await page.getByRole('alert').getByText('this browser has no room to keep what is not saved').waitFor();
    } finally {
      await context.close();
      await rm(full, { recursive: true, force: true });
    }
  });

  it('answer in a browser that keeps nothing at all', async () => {
    const refusing = await mkdtemp(join(tmpdir(), 'asof-refusing-'));
    await mkdir(join(refusing, 'Default'));
    const preferences = { profile: { default_content_setting_values: { cookies: 2 } } };
    await writeFile(join(refusing, 'Default', 'Preferences'), JSON.stringify(preferences));
    try {
      await open(site.origin, refusing);
      await lesson(page).waitFor();
      expect(
        await page.evaluate(() => {
          try {
            return localStorage.length;
          } catch {
            return 'refused';
          }
        }),
      ).toBe('refused');
      await dropFiles(page, files);
      await page
        .getByRole('note')
        .getByText(/gone with a reload/)
        .waitFor();
      await page.getByRole('button', { name: 'Use these files' }).click();
      await answer(page);
    } finally {
      await context.close();
      await rm(refusing, { recursive: true, force: true });
    }
  });
});

function openProfile(folder: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext(folder, {
    executablePath: findChromium()!,
    args: ['--no-sandbox', '--disable-gpu'],
  });
}
