import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sharedChromium } from '../support/chromium.ts';
import { staticSite, type StaticSite } from '../support/static-site.ts';
import { webSite } from '../support/web-site.ts';

/** What `build:web` makes: what is loaded when, and what is said where it is not. */
describe('a folder for any web server', () => {
  let made: Awaited<ReturnType<typeof webSite>>;
  let site: StaticSite;
  let page: Page;
  let assets: string[];
  const asset = (begins: string, ends: string) => {
    const found = assets.find((name) => name.startsWith(begins) && name.endsWith(ends));
    return `/assets/${found ?? `no ${begins}`}`;
  };
  /** Its picture, which the engine computed. */
  const firstLesson = () => page.getByRole('img', { name: /^scatter of logins_v1/ }).waitFor();
  const open = async () => {
    await page.goto(site.origin);
  };

  beforeAll(async () => {
    made = await webSite();
    assets = await readdir(join(made.folder, 'assets'));
    site = await staticSite(made.folder);
  });
  beforeEach(async () => {
    // Each in a profile of its own: nothing is kept of the test before.
    const context = await (
      await sharedChromium()
    ).newContext({
      viewport: { width: 1280, height: 900 },
      serviceWorkers: 'block',
    });
    page = await context.newPage();
    page.setDefaultTimeout(200_000);
  });
  afterEach(async () => {
    await page.context().close();
    site.missing.clear();
    site.given.clear();
  });
  afterAll(async () => {
    site?.close();
    await made?.remove();
  });

  it('begins with under 300 kB of script, its entry and all that this imports, as a web server packs it', async () => {
    const begins = new Set<string>();
    const add = async (name: string): Promise<void> => {
      if (begins.has(name)) return;
      begins.add(name);
      const script = await readFile(join(made.folder, 'assets', name), 'utf8');
      for (const [, other] of script.matchAll(/(?:from|import)"\.\/([^"]+\.js)"/g)) await add(other!);
    };
    await add(asset('index-', '.js').replace('/assets/', ''));
    expect(begins.size).toBeGreaterThan(5);
    // What is smallest is not packed.
    const sizes = await Promise.all(
      [...begins].map((name) => stat(join(made.folder, 'assets', assets.includes(`${name}.gz`) ? `${name}.gz` : name))),
    );
    expect(sizes.reduce((sum, { size }) => sum + size, 0)).toBeLessThan(300_000);
  });

  it('loads for the first lesson what that needs, and no more', async () => {
    await open();
    await firstLesson();
    const given = [...site.given.keys()];
    expect(given).toContain(asset('duckdb-eh', '.wasm'));
    for (const later of ['parquet_wasm', 'parquet-worker', 'code-view', 'customer_stats', 'delays', 'tab-', 'desktop-'])
      expect(given.filter((name) => name.startsWith(`/assets/${later}`))).toEqual([]);
    // The engine as Brotli packs it when it is in a hurry, and half as much again for all else.
    const bytes = [...site.given.values()].reduce((sum, one) => sum + one, 0);
    const engine = site.given.get(asset('duckdb-eh', '.wasm'))!;
    expect(bytes - engine).toBeLessThan(1_500_000);
  });

  it('says what to do when it is opened as a file', async () => {
    await page.goto(pathToFileURL(join(made.folder, 'index.html')).href);
    const said = page.getByRole('alert');
    await said.getByText('This page was opened as a file').waitFor();
    await said.getByText('python3 -m http.server').waitFor();
  });

  const gone = 'a part of this page could not be loaded';
  it.each(['duckdb-eh', 'page-'])('says so where %s does not come', async (begins) => {
    site.missing.add(asset(begins, begins === 'duckdb-eh' ? '.wasm' : '.js'));
    await open();
    await page.getByText(gone, { exact: true }).waitFor();
    await page.getByText('reload when it can be reached').waitFor();
    site.missing.clear();
    await page.getByRole('button', { name: 'Try again' }).click();
    await firstLesson();
  });

  it('says so where its own script does not come', async () => {
    site.missing.add(asset('index-', '.js'));
    await open();
    await page.getByRole('alert').getByText('A part of this page could not be loaded').waitFor();
  });

  it('says so where the network is gone before a lesson was loaded, and opens it when that is back', async () => {
    await open();
    await firstLesson();
    await page.context().setOffline(true);
    await page.getByRole('button', { name: 'Churn', exact: true }).click();
    await page.getByText(gone, { exact: true }).waitFor();
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Churn', exact: true }).click();
    await page.getByRole('img', { name: /^histogram of churn_labels/ }).waitFor();
  });

  it('says so where the reader of Parquet does not come, and reads when it does', async () => {
    site.missing.add(asset('parquet_wasm', '.wasm'));
    await open();
    await firstLesson();
    await page.getByRole('button', { name: 'Flights', exact: true }).click();
    await page.getByText(gone).filter({ visible: true }).first().waitFor();
    site.missing.clear();
    await page.getByRole('button', { name: 'Flights', exact: true }).click();
    await page.getByRole('img', { name: /^histogram of origin_delays_v1/ }).waitFor();
  });

  it('says so where what draws charts does not come', async () => {
    site.missing.add(asset('plotly', '.js'));
    await open();
    await page
      .getByText(/The chart could not be drawn: a part of this page could not be loaded/)
      .first()
      .waitFor();
  });
});
