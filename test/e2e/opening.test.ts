import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { sharedChromium } from '../support/chromium.ts';
import { seen } from '../support/seen.ts';
import { staticSite, type StaticSite } from '../support/static-site.ts';
import { openWorkbench } from '../support/workbench.ts';

/** What opening needs and does not get: a file, a store, an address that the browser trusts. */
describe('opening', () => {
  let site: StaticSite;
  let page: Page;
  const complaints: string[] = [];
  const open = async (address: string, before: () => void = () => {}) => {
    page = await (await sharedChromium()).newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.addInitScript(before);
    await page.goto(address);
  };

  beforeAll(async () => {
    site = await staticSite();
  });
  afterEach(async () => {
    await page?.close();
    expect(complaints).toEqual([]);
  });
  afterAll(() => site?.close());

  it('that failed is tried again where its link leads', async () => {
    await open(site.origin);
    const main = page.getByRole('main');
    await main.getByRole('img', { name: /^scatter of/ }).waitFor();
    await page.context().setOffline(true);
    await page.evaluate(() => void (location.hash = '#lesson=churn&notebook=lesson.md&cell=asked'));
    await main.getByText('a part of this page could not be loaded', { exact: true }).waitFor();
    await page.context().setOffline(false);
    await main.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => new URL(page.url()).hash).toMatch(/^#lesson=churn&notebook=lesson.md&cell=/);
    expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0);
  });

  it('works where the browser forbids to keep anything', async () => {
    const served = await openWorkbench();
    await served.page.getByRole('button', { name: '2', exact: true }).waitFor();
    await served.page.close();
    await open(served.address, () => {
      for (const name of ['sessionStorage', 'localStorage', 'indexedDB'])
        Object.defineProperty(window, name, {
          get: () => {
            throw new DOMException('forbidden', 'SecurityError');
          },
        });
    });
    await page.getByRole('button', { name: '2', exact: true }).click();
    await page.getByText('Most code that puts a training set together').waitFor();
    await served.close();
  });

  it('works over plain http of another machine: inputs are hashed, and what cannot be copied is said', async () => {
    await open(site.origin.replace('127.0.0.1', '0.0.0.0'));
    expect(await page.evaluate(() => isSecureContext)).toBe(false);
    await page.getByRole('button', { name: 'Show everything' }).click();
    const set = await seen(page.getByRole('listitem', { name: /training set/ }).first());
    const download = page.waitForEvent('download');
    await set.getByRole('button', { name: /Export to Parquet|Download/ }).click();
    expect((await download).suggestedFilename()).toMatch(/\.parquet$/);
    const copy = page.getByRole('button', { name: /^Copy / }).first();
    await seen(copy);
    await copy.click();
    await page.getByRole('button', { name: 'Not copied' }).waitFor();
  });
});
