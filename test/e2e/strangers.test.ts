import type { Page } from 'playwright-core';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttp } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorkbench, type ServedWorkbench } from '../support/workbench.ts';
import { hostileMarkdown } from './hostile-markdown.ts';

const lesson = (page: Page) => page.getByText('On 3 March: which number can the model be given?');

describe('a folder from a stranger', () => {
  let bench: ServedWorkbench;
  let evil: Server;
  let folder: string;
  let came = 0;

  beforeAll(async () => {
    evil = createServer((socket) => {
      came++;
      socket.destroy();
    });
    await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve));
    folder = await mkdtemp(join(tmpdir(), 'asof-stranger-'));
    const { port } = evil.address() as AddressInfo;
    const files = {
      'asof.yaml': `project: gift
entities:
  - {name: customer, join_keys: [customer_id]}
sources:
  - {name: events, path: events.csv, timestamp_field: ts}
feature_views:
  - {name: events_v1, entities: [customer], source: events}
labels:
  - {name: labels, path: labels.csv, entities: [customer], timestamp_field: at, target: y}
online_store: {type: redis, url: "redis://:\${NODE_ENV}@127.0.0.1:${port}/0"}
`,
      'labels.csv': 'customer_id,at,y\na,2024-03-03,1\n',
      'events.csv': 'customer_id,ts,n\na,2024-03-01,2\na,2024-03-05,3\n',
    };
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    bench = await openWorkbench();
  });
  afterAll(async () => {
    await bench.close();
    await new Promise((resolve) => evil.close(resolve));
    await rm(folder, { recursive: true, force: true });
  });

  it('says what it would do, and does nothing, until it is trusted', async () => {
    const { page } = bench;
    await lesson(page).waitFor();
    await page.keyboard.press('Control+o');
    await page.getByRole('button', { name: 'Browse folders…' }).click();
    await page.getByLabel('Folder', { exact: true }).fill(folder);
    await page.keyboard.press('Enter');
    await page.getByText('labels.csv').waitFor();
    await page.getByRole('button', { name: 'Open this workspace' }).click();
    const bar = page.getByRole('region', { name: 'Trust' });
    await bar.getByText('redis://:${NODE_ENV}@127.0.0.1').waitFor();
    expect(await page.getByRole('region', { name: 'What it defines' }).innerText()).toContain('events.csv');
    expect(await page.locator('#leakage, #data, #materialize, #lookup, #skew').count()).toBe(0);
    expect(came).toBe(0);
    await bar.getByRole('button', { name: 'Trust this folder' }).click();
    await page.locator('#leakage').waitFor();
    await expect.poll(() => came).toBeGreaterThan(0);
    expect(await bar.count()).toBe(0);
  });

  it('is trusted no longer once that is taken back from the palette', async () => {
    const { page } = bench;
    await page.keyboard.press('Control+k');
    await page.getByLabel('Name', { exact: true }).fill('no longer');
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'Trust' }).waitFor();
    expect(await page.locator('#leakage').count()).toBe(0);
    await page.getByRole('button', { name: 'Trust this folder' }).click();
    await page.locator('#leakage').waitFor();
  });
});

describe('prose from a stranger', () => {
  it('loads nothing and leads nowhere by itself', async () => {
    const bench = await openWorkbench();
    const { page, home, requests } = bench;
    try {
      await lesson(page).waitFor();
      const lessons = join(home, 'data', 'asof', 'lessons');
      const [version] = await readdir(lessons);
      await writeFile(
        join(lessons, version!, 'three-rows', 'lesson.md'),
        `---\nasof: 1\n---\n${hostileMarkdown.replaceAll(/\n{3,}/g, '\n\n')}`,
      );
      requests.length = 0;
      await page.reload();
      await page.getByText('The last line').waitFor();
      expect(requests.filter((address) => /evil/i.test(address))).toEqual([]);
      const prose = page.locator('#prose div.prose').first();
      const found = await prose.evaluate((element) => {
        const all = [...element.querySelectorAll('*')];
        const attributes = all.flatMap((one) => one.getAttributeNames());
        return {
          tags: [...new Set(all.map((one) => one.tagName))].sort(),
          attributes: [...new Set(attributes)].sort(),
        };
      });
      expect(found.tags.filter((tag) => !allowedTags.includes(tag))).toEqual([]);
      expect(found.attributes.filter((name) => !allowedAttributes.includes(name))).toEqual([]);
      const links = await prose
        .locator('a[href]')
        .evaluateAll((all) => all.map((link) => [link.getAttribute('href'), link.getAttribute('rel')]));
      expect(links).toEqual([
        ['https://example.com/a', 'noopener noreferrer'],
        ['http://127.0.0.1:9/evil/41', 'noopener noreferrer'],
      ]);
      expect(await page.evaluate(() => (window as { evil?: boolean }).evil)).toBeUndefined();
      expect(page.url()).not.toContain('evil');
    } finally {
      await bench.close();
    }
  });
});

const allowedTags =
  'A B BLOCKQUOTE BR CODE DEL DETAILS EM H1 H2 H3 H4 H5 H6 HR I LI OL P PRE STRONG SUMMARY TABLE TBODY TD TH THEAD TR UL'.split(
    ' ',
  );
const allowedAttributes = ['href', 'rel', 'target', 'title', 'open', 'align', 'start'];

describe('the token', () => {
  it('leaves the address at once, is kept for tabs of this address alone, and is in no other address', async () => {
    const bench = await openWorkbench();
    const { page, address, requests } = bench;
    try {
      const token = new URL(address).searchParams.get('token')!;
      await lesson(page).waitFor();
      const shown = new URL('/#lesson=three-rows&notebook=lesson.md', address).href;
      await expect.poll(() => page.url()).toBe(shown);
      await page.reload();
      await lesson(page).waitFor();
      expect(page.url()).toBe(shown);
      expect(requests.filter((one) => one.includes(token))).toEqual([address]);
      expect(await page.evaluate(() => JSON.stringify({ ...localStorage }) + document.cookie)).not.toContain(token);
    } finally {
      await bench.close();
    }
  });
});

describe('a page of another origin', () => {
  it('reaches nothing of a server whose port it knows', async () => {
    const bench = await openWorkbench();
    const other = createHttp((_, response) =>
      response.setHeader('content-type', 'text/html').end('<title>evil</title>'),
    );
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    try {
      const { page, address } = bench;
      await lesson(page).waitFor();
      const { host } = new URL(address);
      const token = new URL(address).searchParams.get('token')!;
      const evil = await page.context().browser()!.newPage();
      await evil.goto(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`);
      const tried = await evil.evaluate(
        async ({ host, token }) => {
          const socket = (path: string, protocols: string[]) =>
            new Promise<string>((resolve) => {
              const one = new WebSocket(`ws://${host}${path}`, protocols);
              one.onopen = () => resolve('opened');
              one.onerror = () => resolve('refused');
            });
          const read = (path: string, init: RequestInit) =>
            fetch(`http://${host}${path}`, init).then(
              (response) => (response.type === 'opaque' ? 'opaque' : `read ${response.status}`),
              () => 'refused',
            );
          const frame = document.createElement('iframe');
          frame.src = `http://${host}/`;
          document.body.append(frame);
          await new Promise((resolve) => (frame.onload = resolve));
          return [
            await socket('/rpc', ['asof', token]),
            await socket('//', []),
            await read('/', {}),
            await read('/upload?name=a.csv', {
              method: 'POST',
              headers: { authorization: `Bearer ${token}` },
              body: 'x',
            }),
            await read('/upload?name=a.csv', { method: 'POST', mode: 'no-cors', body: 'x' }),
            frame.contentDocument === null ? 'refused' : 'framed',
          ];
        },
        { host, token },
      );
      await evil.close();
      expect(tried).toEqual(['refused', 'refused', 'refused', 'refused', 'refused', 'refused']);
      await page.reload();
      await lesson(page).waitFor();
    } finally {
      await bench.close();
      await new Promise((resolve) => other.close(resolve));
    }
  });
});
