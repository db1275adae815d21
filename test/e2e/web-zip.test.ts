import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSite } from '../../tools/build-web/make-site.ts';
import { packSite } from '../../tools/build-web/pack.ts';
import { sharedChromium } from '../support/chromium.ts';

const dist = new URL('../../dist', import.meta.url).pathname;

/** What `build:web --zip` makes, unpacked somewhere and started as its text says. */
describe('the zip for who has no web server', () => {
  let folder: string;
  let unpacked: string[];
  let server: ChildProcess;
  let origin: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'asof-zip-'));
    const site = join(folder, 'made');
    const files = await makeSite({ built: dist, folder: site, quality: 1 });
    await packSite(site, files, join(folder, 'asof.zip'));
    const inside = unzipSync(await readFile(join(folder, 'asof.zip')));
    unpacked = Object.keys(inside);
    for (const [path, content] of Object.entries(inside)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
    }
    server = spawn(process.execPath, [join(folder, 'asof', 'serve.mjs'), '0'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    origin = await new Promise((resolve) =>
      server.stdout!.on('data', (said: Buffer) => resolve(/http:\S+/.exec(said.toString())![0])),
    );
  });
  afterAll(async () => {
    server?.kill();
    await rm(folder, { recursive: true, force: true });
  });

  it('has one folder, with how to start it, and nothing twice', async () => {
    expect(unpacked.every((path) => path.startsWith('asof/'))).toBe(true);
    expect(unpacked).toEqual(expect.arrayContaining(['asof/index.html', 'asof/serve.mjs', 'asof/START.txt']));
    expect(unpacked.filter((path) => /\.(br|gz)$/.test(path))).toEqual([]);
    const text = await readFile(join(folder, 'asof', 'START.txt'), 'utf8');
    expect(text).toContain('node serve.mjs');
  });

  it('shows the first lesson from its own server, and is kept by the browser', async () => {
    const context = await (await sharedChromium()).newContext();
    const page = await context.newPage();
    page.setDefaultTimeout(200_000);
    await page.goto(origin);
    await page.getByText('On 3 March: which number can the model be given?').waitFor();
    await page.getByText('works offline').waitFor();
    await context.close();
  });

  it.each(['/../asof.zip', '/%2e%2e/asof.zip', '/..%2fasof.zip', '/..%5casof.zip', '/assets', '/%', '//', '/%00'])(
    'gives nothing but its files: %s',
    async (path) => {
      const { port } = new URL(origin);
      // A client that tidies addresses up would not ask for these.
      const asked = `GET ${path} HTTP/1.0\r\nhost: localhost\r\n\r\n`;
      const answer = execFileSync(process.execPath, [
        '-e',
        `require('net').connect(${port}, '127.0.0.1').end(${JSON.stringify(asked)}).pipe(process.stdout)`,
      ]);
      expect(answer.toString().split('\r\n')[0]).toMatch(/ (404|400) |^$/);
      expect(path === '//' || !answer.includes('PK')).toBe(true);
    },
  );

  it('says so where its port is taken', () => {
    const { port } = new URL(origin);
    const again = () => execFileSync(process.execPath, [join(folder, 'asof', 'serve.mjs'), port], { stdio: 'pipe' });
    expect(again).toThrow(`port ${port} is taken. Give another port`);
  });
});
