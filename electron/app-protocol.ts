import { readFile } from 'node:fs/promises';
import type { CustomScheme } from 'electron';
import { contentSecurityPolicy } from '../core/node/content-security-policy.ts';
import { findPageFile } from '../core/node/page-files.ts';

/** The one origin of the desktop's page. A file:// page could read every file, and has no origin to compare. */
export const pageOrigin = 'app://asof';
export const pageAddress = `${pageOrigin}/index.html`;

/** No `corsEnabled`: nothing but the page itself ever asks. No `bypassCSP`. */
export const pageScheme: CustomScheme = {
  scheme: 'app',
  privileges: { standard: true, secure: true, supportFetchAPI: true },
};

/** Answers a request for `app://asof/..` from the built page's folder, and from nowhere else. */
export async function respond(request: { url: string; method: string }, folder: string): Promise<Response> {
  const url = new URL(request.url);
  if (url.host !== 'asof' || request.method !== 'GET') return refusal(403);
  const file = await findPageFile(folder, url.pathname);
  if (!file) return refusal(404);
  return new Response(await readFile(file.path), { headers: { ...always, 'content-type': file.type } });
}

const always = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

function refusal(status: number): Response {
  return new Response(null, { status, headers: always });
}
