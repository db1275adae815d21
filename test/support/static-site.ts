import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { contentSecurityPolicy } from '../../core/node/content-security-policy.ts';

const built = new URL('../../dist/renderer', import.meta.url).pathname;
const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
};

export interface StaticSite {
  origin: string;
  /** What is served; another folder in its place is another version of the page. */
  folder: string;
  /** Files that are as if they were not there. */
  readonly missing: Set<string>;
  /** Every file that was asked for, with the bytes that went over the wire. */
  readonly given: Map<string, number>;
  close(): void;
}

/** The built page as any web server gives it: no host behind it. A folder that `build:web` made has its own policy, and packed files. */
export async function staticSite(folder = built): Promise<StaticSite> {
  const [missing, given] = [new Set<string>(), new Map<string, number>()];
  const site = { folder };
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url!, 'http://page').pathname);
    const name = path === '/' ? '/index.html' : path;
    const file = join(site.folder, name);
    const headers = {
      'content-type': types[extname(file)] ?? 'text/plain',
      ...(site.folder === built && { 'content-security-policy': contentSecurityPolicy }),
      'cache-control': name.startsWith('/assets/') ? 'max-age=31536000, immutable' : 'no-cache',
    };
    const give = async (): Promise<void> => {
      if (missing.has(name)) throw new Error('missing');
      const packed = await readFile(`${file}.br`).catch(() => null);
      const content = packed ?? (await readFile(file));
      given.set(name, content.length);
      response.writeHead(200, { ...headers, ...(packed && { 'content-encoding': 'br' }) }).end(content);
    };
    give().catch(() => response.writeHead(404).end());
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return Object.assign(site, {
    missing,
    given,
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
}
