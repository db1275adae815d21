import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import type { Browser, Page as BrowserPage } from 'playwright-core';
import { Table, writeParquet } from 'parquet-wasm/node';
import { tableToIPC, Table as ArrowTable, vectorFromArray } from 'apache-arrow';
import { build } from 'vite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openChromium } from '../support/chromium.ts';
import type { Page } from '../support/page-engine/main.ts';

declare const page: Page;

const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' };
const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'";

let folder: string;
let server: Server;
let browser: Browser;
let tab: BrowserPage;
let origin: string;
const asked: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'asof-page-'));
  const root = new URL('../support/page-engine/', import.meta.url).pathname;
  const options = { outDir: folder, assetsInlineLimit: 0, minify: false, reportCompressedSize: false };
  await build({ configFile: false, root, base: './', logLevel: 'error', build: options });
  server = createServer((request, response) => {
    const name = request.url === '/' ? '/index.html' : request.url!;
    readFile(join(folder, name)).then(
      (content) =>
        response
          .writeHead(200, { 'content-type': types[extname(name)] ?? 'text/plain', 'content-security-policy': policy })
          .end(content),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await openChromium();
  tab = await (await browser.newContext()).newPage();
  tab.on('request', (request) => asked.push(request.url()));
  await tab.goto(origin);
});

afterAll(async () => {
  await browser.close();
  server.close();
  await rm(folder, { recursive: true });
});

const add = (path: string, content: Uint8Array) =>
  tab.evaluate(([name, bytes]) => page.add(name, bytes), [path, [...content]] as [string, number[]]);

it('runs DuckDB-Wasm under a strict content security policy', async () => {
  expect(await tab.evaluate(() => page.info())).toMatchObject({ name: 'DuckDB-Wasm', threads: 1 });
  expect(await tab.evaluate(() => page.arrowTypes())).toBe('Int64,Timestamp<MICROSECOND>,Utf8');
});

it('opens the files that are dropped on it', async () => {
  const parquet = writeParquet(
    Table.fromIPCStream(tableToIPC(new ArrowTable({ id: vectorFromArray([1n, 2n]) }), 'stream')),
  );
  await add('data/labels [1].csv', Buffer.from('id,at\n1,2024-03-01T09:00:00+01:00\n'));
  await add('data/views.parquet', parquet);
  await add('data/rows.jsonl', Buffer.from('{"id":9007199254740993,"s":"é"}\n'));
  expect(await tab.evaluate(() => page.rows('data/labels [1].csv'))).toEqual({
    columns: [
      { name: 'id', type: 'BIGINT' },
      { name: 'at', type: 'TIMESTAMP WITH TIME ZONE' },
    ],
    rows: [{ id: '1n', at: '2024-03-01 08:00:00+00' }],
  });
  expect(await tab.evaluate(() => page.rows('data/*.parquet'))).toMatchObject({ rows: [{ id: '1n' }, { id: '2n' }] });
  expect(await tab.evaluate(() => page.rows('data/rows.jsonl'))).toMatchObject({
    rows: [{ id: '9007199254740993n', s: 'é' }],
  });
  const [hash] = await tab.evaluate(() => page.hash('data/views.parquet'));
  expect(hash!.sha256).toBe(createHash('sha256').update(parquet).digest('hex'));
});

it('says what is wrong with a file, with its line', async () => {
  await add('ragged.csv', Buffer.from('a,b\n1,2\n3\n'));
  await add('fake.parquet', Buffer.from('a,b\n1,2\n'));
  expect(await tab.evaluate(() => page.failure('ragged.csv'))).toBe(
    'ragged.csv cannot be read as CSV: line 3: 1 value where the header has 2',
  );
  expect(await tab.evaluate(() => page.failure('fake.parquet'))).toBe(
    'fake.parquet cannot be read as Parquet: it is incomplete or not Parquet',
  );
});

it('refuses a Parquet file that its reader stops at, and reads the next', async () => {
  const fixture = (path: string) => readFile(new URL(`../fixtures/${path}`, import.meta.url));
  await add('page_hang.parquet', await fixture('field/files/page_hang.parquet'));
  await add('types.parquet', await fixture('feather/types.parquet'));
  for (let i = 0; i < 2; i++)
    expect(await tab.evaluate(() => page.failure('page_hang.parquet'))).toContain('page_hang.parquet cannot be read');
  expect(await tab.evaluate(() => page.failure('types.parquet'))).toBe('opened');
});

it('writes Parquet and reads it again', async () => {
  expect(await tab.evaluate(() => page.exportAndRead())).toMatchObject({
    receipt: { path: 'out.parquet', rows: 3 },
    read: { rows: [{ id: '0n', t: '2024-03-01 00:00:00' }, { id: '1n' }, { id: '2n' }] },
  });
});

it('stops when it is told to', async () => {
  expect(await tab.evaluate(() => page.cancel())).toBe('cancelled');
});

it('has asked for nothing but its own origin', () => {
  expect(asked.length).toBeGreaterThan(3);
  for (const url of asked) expect(url.startsWith(`${origin}/`) || url.startsWith('blob:')).toBe(true);
});
