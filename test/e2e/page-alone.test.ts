import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentSecurityPolicy } from '../../core/node/content-security-policy.ts';
import { openChromium } from '../support/chromium.ts';
import { dropFiles } from '../support/drop-files.ts';

const pageFolder = join(import.meta.dirname, '..', '..', 'dist', 'renderer');
const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
};

describe('the page without a host', () => {
  let server: Server;
  let browser: Browser;
  let page: Page;
  let origin: string;
  const asked: string[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      const name = request.url === '/' ? 'index.html' : decodeURIComponent(request.url!);
      const type = types[extname(name)] ?? 'application/octet-stream';
      readFile(join(pageFolder, name)).then(
        (content) =>
          response
            .writeHead(200, { 'content-type': type, 'content-security-policy': contentSecurityPolicy })
            .end(content),
        () => response.writeHead(404).end(),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await openChromium();
    page = await browser.newPage();
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(origin);
  });
  afterAll(async () => {
    await browser.close();
    server.close();
  });

  it('computes the lessons for itself', async () => {
    await page.getByText(/1 of 1 rows \(100 %\) saw the future/).waitFor();
    await page
      .getByText(/DuckDB-Wasm/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Churn' }).first().click();
    await page.getByText(/526 of 1,000 rows/).waitFor();
    await page.getByRole('button', { name: 'Flights' }).first().click();
    await page.getByText(/4,970 of 5,000 rows/).waitFor();
  });

  it('answers about files that are dropped on it', async () => {
    await dropFiles(page, {
      'labels.csv': 'id,event_timestamp,churned\na,2024-03-03,1\nb,2024-03-03,0\n',
      'stats.csv': 'id,event_timestamp,spend\na,2024-03-01,2\na,2024-03-07,9\nb,2024-03-02,5\n',
    });
    await page.getByRole('button', { name: /^Use/ }).click();
    await page.getByText(/1 of 2 rows \(50 %\) saw the future/).waitFor();
  });

  it('asks nobody but the place it came from', () => {
    const elsewhere = asked.filter((address) => !address.startsWith(origin) && !address.startsWith(`blob:${origin}`));
    expect(elsewhere).toEqual([]);
  });
});
