import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openChromium } from '../support/chromium.ts';
import { staticSite, type StaticSite } from '../support/static-site.ts';
import { laterWebSite, webSite } from '../support/web-site.ts';

/** What `build:web` makes, opened once from a web server that is then stopped. */
describe('the page that a browser keeps', () => {
  let made: Awaited<ReturnType<typeof webSite>>;
  let later: Awaited<ReturnType<typeof webSite>>;
  let site: StaticSite;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const complaints: string[] = [];
  /** Its picture, which the engine computed. */
  const firstLesson = () => page.getByRole('img', { name: /^scatter of logins_v1/ }).waitFor();
  const isKept = () => page.getByText('works offline').waitFor();
  const version = () => page.evaluate(() => document.body.dataset.version ?? 'first');
  // To open a cache that the worker deletes meanwhile is to make it again.
  const cacheNames = () => page.evaluate(() => window.caches.keys());
  const addresses = () =>
    page.evaluate(async () => {
      const names = await window.caches.keys();
      const kept = await Promise.all(names.map(async (name) => (await window.caches.open(name)).keys()));
      return kept.flat().map(({ url }) => url);
    });

  beforeAll(async () => {
    [made, later] = [await webSite(), await laterWebSite()];
    site = await staticSite(made.folder);
    browser = await openChromium();
    context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    page = await context.newPage();
    page.setDefaultTimeout(200_000);
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    await page.goto(site.origin);
  });
  afterAll(async () => {
    await browser?.close();
    site?.close();
    await made?.remove();
    await later?.remove();
  });

  it('says when it is kept, and complains of nothing', async () => {
    await firstLesson();
    await isKept();
    expect(complaints).toEqual([]);
  });

  it('keeps each file of its own, and nothing else', async () => {
    expect(await cacheNames()).toHaveLength(1);
    const kept = await addresses();
    expect(kept).toContain(`${site.origin}/`);
    expect(kept.some((url) => /duckdb.*\.wasm$/.test(url))).toBe(true);
    expect(kept.some((url) => /\.(br|gz)$/.test(url))).toBe(false);
    // Asked for by the page and answered, and no part of it.
    await page.evaluate(() => fetch('./service-worker.js').then((response) => response.text()));
    await page.evaluate(() => fetch('./index.html.gz').then((response) => response.text()));
    expect((await addresses()).sort()).toEqual(kept.sort());
  });

  it('is a later version as soon as its server has one, whole, and the earlier is gone', async () => {
    const [earlier] = await cacheNames();
    site.folder = later.folder;
    await page.reload();
    await firstLesson();
    expect(await version()).toBe('later');
    await expect.poll(async () => (await cacheNames()).filter((name) => name !== earlier)).toHaveLength(1);
    await expect.poll(cacheNames).not.toContain(earlier);
    await isKept();
  });

  it('opens with its server stopped, with lessons that were never opened before', async () => {
    site.close();
    await page.reload();
    await firstLesson();
    expect(await version()).toBe('later');
    await isKept();
    await page.getByRole('button', { name: 'Flights', exact: true }).click();
    await page.getByRole('img', { name: /^histogram of origin_delays_v1/ }).waitFor();
  });

  it('opens a link to a lesson and a cell so, too', async () => {
    const other = await context.newPage();
    await other.goto(`${site.origin}/?from=a+mail#lesson=churn&cell=asked`);
    await expect.poll(() => other.evaluate(() => document.activeElement?.id)).toBe('plot');
    await other.close();
  });
});
