import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { toWire } from '../../errors/asof-error.ts';
import { contentSecurityPolicy } from '../content-security-policy.ts';
import { findPageFile } from '../page-files.ts';
import { urlOf, bearer, type ServerGate } from './gate.ts';
import type { Uploads } from './upload.ts';

export interface Site {
  gate: ServerGate;
  /** The built page: `dist/renderer`. */
  pageFolder: string;
  /** Where dropped files go. */
  uploads: Uploads;
  /** They stay there when the server has ended. */
  areKept: boolean;
}

const always = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** Answers a request: the page's files to anyone on this machine, uploads to the page that has the token. */
export async function answerRequest(request: IncomingMessage, response: ServerResponse, site: Site): Promise<void> {
  if (!site.gate.hostIsOurs(request)) return say(response, 403, 'this server answers to its loopback address only');
  const url = urlOf(request);
  if (!url) return say(response, 400, 'that is no address of this server');
  if (request.method === 'POST' && url.pathname === '/upload') return upload(request, response, site, url);
  if (request.method !== 'GET' && request.method !== 'HEAD') return say(response, 405, 'not possible here');
  const file = await findPageFile(site.pageFolder, url.pathname);
  if (!file) return say(response, 404, 'not found');
  const cache = file.immutable ? 'public, max-age=31536000, immutable' : 'no-store';
  response.writeHead(200, { ...always, 'content-type': file.type, 'cache-control': cache });
  if (request.method === 'HEAD') response.end();
  else if (file.type.startsWith('text/html')) response.end(served(await readFile(file.path, 'utf8')));
  // Where the other side hangs up, the file is closed too: any web page may ask for one and leave.
  else await pipeline(createReadStream(file.path), response);
}

/** Tells the page that it has a host here, so that it never takes itself for one. */
function served(html: string): string {
  return html.replace(/<head[^>]*>/i, (head) => `${head}<meta name="asof-served" content="tab">`);
}

async function upload(request: IncomingMessage, response: ServerResponse, site: Site, url: URL): Promise<void> {
  if (!site.gate.originIsOurs(request)) return say(response, 403, 'only its own page may send files');
  if (!site.gate.tokenIsOurs(bearer(request))) return say(response, 401, 'the token is missing or wrong');
  const bytes = request.headers['content-length'];
  if (bytes === undefined) return say(response, 411, 'how long is it?');
  try {
    const path = await site.uploads.save(url.searchParams.get('name') ?? '', request, Number(bytes));
    const passing = site.areKept ? null : 'this server keeps them for as long as it runs';
    json(response, 200, { path, passing });
  } catch (error) {
    json(response, 507, { error: toWire(error) });
  }
}

function say(response: ServerResponse, status: number, text: string): void {
  end(response, status, 'text/plain; charset=utf-8', `${text}\n`);
}

function json(response: ServerResponse, status: number, body: object): void {
  end(response, status, 'application/json', JSON.stringify(body));
}

function end(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { ...always, 'content-type': type, 'cache-control': 'no-store' });
  response.end(body);
}
