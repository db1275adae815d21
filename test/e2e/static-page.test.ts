import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sharedChromium } from '../support/chromium.ts';
import { dropFiles } from '../support/drop-files.ts';
import { seen } from '../support/seen.ts';
import { staticSite, type StaticSite } from '../support/static-site.ts';

/** The same page from any web server, with no host: DuckDB-Wasm computes, in a worker of the page. */
describe('the page without a host', () => {
  let site: StaticSite;
  let page: Page;
  const [asked, complaints]: [string[], string[]] = [[], []];

  beforeAll(async () => {
    site = await staticSite();
    const { origin } = site;
    page = await (await sharedChromium()).newPage({ viewport: { width: 1280, height: 900 } });
    page.on('request', (request) => asked.push(request.url()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.goto(origin);
  });
  afterAll(async () => {
    await page?.close();
    site?.close();
  });

  it('asks before it tells in the first lesson, and computes it', async () => {
    await page.getByRole('button', { name: '2', exact: true }).click();
    await page.getByRole('button', { name: 'Show everything' }).click();
    const cell = await seen(page.getByRole('listitem', { name: 'latest, leakage' }));
    await cell.getByText(/1 of 1 row \(100 %\) saw the future/).waitFor();
    await page
      .getByText(/DuckDB-Wasm/)
      .first()
      .waitFor();
  });

  it('computes the flights lesson from Parquet', async () => {
    await page.getByRole('button', { name: 'Flights', exact: true }).click();
    await page.getByRole('button', { name: 'Show everything' }).click();
    const cell = await seen(page.getByRole('listitem', { name: 'by_event_time, leakage' }));
    await cell.getByText(/4,970 of 5,000 rows \(99 %\) saw what was not yet known/).waitFor();
  });

  it('joins dropped files and gives the training set as a download', async () => {
    await dropFiles(page, {
      'labels.csv': 'user_id,event_timestamp,churned\na,2024-03-03,1\nb,2024-03-03,0\n',
      'spend.csv': 'user_id;event_timestamp;spend\na;2024-03-01;2\na;2024-03-07;9\nb;2024-03-02;5\n',
    });
    // What was worked out is shown here as it is with a host.
    const spend = page.getByRole('article', { name: 'spend.csv' });
    await spend.getByText('delimiter ;').waitFor();
    await spend.getByText('in both files, and named like a key').waitFor();
    await page.getByRole('button', { name: /^Use/ }).click();
    await page.getByText(/1 of 2 rows \(50 %\) saw the future/).waitFor();
    await seen(page.locator('#training-set'));
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: /Export to Parquet|Download/ }).click();
    expect((await download).suggestedFilename()).toMatch(/\.parquet$/);
  });

  it('materializes to its own memory, and looks up from there', async () => {
    const [materialize, lookup] = [page.locator('#materialize'), page.locator('#lookup')];
    await seen(materialize);
    await materialize.getByRole('button', { name: 'Materialize', exact: true }).click();
    await materialize.getByText('2 records written').waitFor();
    await materialize.getByText('Read back 2 of them: all as written.').waitFor();
    await lookup.getByText('Online and offline say the same').waitFor();
    await page.getByRole('region', { name: 'Online store' }).getByText('in memory').waitFor();
  });

  it('says what needs a host, and how to get it', async () => {
    const how = 'start Asof on a machine of yours, with npm start or asof serve';
    await page
      .locator('#materialize')
      .getByText(`what is written is gone with this page; to keep it, ${how}`)
      .waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('Online store: connect');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText(how).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Add a cell…' }).click();
    await page.getByRole('menuitem', { name: 'SQL', exact: true }).click();
    const cell = await seen(page.getByRole('listitem', { name: /SQL/ }));
    await cell.getByRole('button', { name: 'Run', exact: true }).click();
    await cell.getByText(/^start Asof/i).waitFor();
    expect(await cell.getByRole('button', { name: 'Try again' }).count()).toBe(0);
    await page.keyboard.press('Control+o');
    await page.getByText(`Folders, SQL and Redis need a host: ${how}.`).waitFor();
    await page.keyboard.press('Escape');
  });

  it('asked for nothing but its own origin, and complained of nothing', () => {
    expect(asked.filter((url) => url.startsWith('http') && !url.startsWith(site.origin))).toEqual([]);
    expect(complaints.filter((said) => !said.includes('favicon'))).toEqual([]);
  });
});
