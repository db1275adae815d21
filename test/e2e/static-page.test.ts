import { createServer, type Server } from 'node:http';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentSecurityPolicy } from '../../core/node/content-security-policy.ts';
import { openChromium } from '../support/chromium.ts';
import { dropFiles } from '../support/drop-files.ts';

const root = new URL('../../dist/renderer', import.meta.url).pathname;
const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
};

/** The same page from any web server, with no host: DuckDB-Wasm computes, in a worker of the page. */
describe('the page without a host', () => {
  let server: Server;
  let browser: Browser;
  let page: Page;
  let origin: string;
  const [asked, complaints]: [string[], string[]] = [[], []];

  beforeAll(async () => {
    server = createServer((request, response) => {
      const path = normalize(new URL(request.url!, 'http://page').pathname);
      const file = join(root, path === '/' ? 'index.html' : path);
      const headers = {
        'content-type': types[extname(file)] ?? 'text/plain',
        'content-security-policy': contentSecurityPolicy,
      };
      readFile(file).then(
        (content) => response.writeHead(200, headers).end(content),
        () => response.writeHead(404).end(),
      );
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await openChromium();
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.on('request', (request) => asked.push(request.url()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.goto(origin);
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  it('computes the first lesson', async () => {
    await page.getByText(/1 of 1 row \(100 %\) saw the future/).waitFor();
    await page
      .getByText(/DuckDB-Wasm/)
      .first()
      .waitFor();
  });

  it('computes the flights lesson from Parquet', async () => {
    await page.getByRole('button', { name: 'Flights' }).click();
    await page.getByText(/4,970 of 5,000 rows \(99 %\) saw what was not yet known/).waitFor();
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
    await page.locator('#training-set').scrollIntoViewIfNeeded();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: /Export to Parquet|Download/ }).click();
    expect((await download).suggestedFilename()).toMatch(/\.parquet$/);
  });

  it('materializes to its own memory, and looks up from there', async () => {
    const [materialize, lookup] = [page.locator('#materialize'), page.locator('#lookup')];
    await materialize.scrollIntoViewIfNeeded();
    await materialize.getByRole('button', { name: 'Materialize', exact: true }).click();
    await materialize.getByText('2 records written').waitFor();
    await materialize.getByText('Read back 2 of them: all as written.').waitFor();
    await lookup.getByText('Online and offline say the same').waitFor();
    await page.getByRole('region', { name: 'Online store' }).getByText('in memory').waitFor();
  });

  it('asked for nothing but its own origin, and complained of nothing', () => {
    expect(asked.filter((url) => url.startsWith('http') && !url.startsWith(origin))).toEqual([]);
    expect(complaints.filter((said) => !said.includes('favicon'))).toEqual([]);
  });
});
