import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageAddress, pageOrigin, pageScheme, respond } from '../../electron/app-protocol.ts';

let folder = '';

beforeAll(async () => {
  const root = await mkdtemp(join(tmpdir(), 'asof-test-'));
  folder = join(root, 'renderer');
  await mkdir(join(folder, 'assets'), { recursive: true });
  await writeFile(join(folder, 'index.html'), '<!doctype html>');
  await writeFile(join(folder, 'assets', 'a b.js'), 'export {};');
  await writeFile(join(root, 'secret.js'), 'secret');
});

afterAll(() => rm(join(folder, '..'), { recursive: true }));

describe('app://asof', () => {
  it('is a secure origin of its own, that nothing else may fetch from and no policy is bypassed for', () => {
    expect(pageScheme).toEqual({
      scheme: 'app',
      privileges: { standard: true, secure: true, supportFetchAPI: true },
    });
    expect(pageAddress.startsWith(`${pageOrigin}/`)).toBe(true);
  });

  it('serves the built page with its policy', async () => {
    const response = await respond({ url: pageAddress, method: 'GET' }, folder);
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('<!doctype html>');
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const policy = response.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';");
    expect(policy).not.toMatch(/https?:|'unsafe-eval'/);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('serves files whose names need escapes', async () => {
    expect((await respond({ url: 'app://asof/assets/a%20b.js', method: 'GET' }, folder)).status).toBe(200);
  });

  it.each([
    ['app://asof/../secret.js', 404],
    ['app://asof/%2e%2e/secret.js', 404],
    ['app://asof/..%2fsecret.js', 404],
    ['app://asof/assets/..%2f..%2fsecret.js', 404],
    ['app://asof/..%5csecret.js', 404],
    ['app://asof/%00.js', 404],
    ['app://asof/nothing.js', 404],
    ['app://other/index.html', 403],
    ['app://asof.evil/index.html', 403],
    ['app://asof:80/index.html', 403],
  ])('serves nothing else: %s is %i', async (url, status) => {
    const response = await respond({ url, method: 'GET' }, folder);
    expect({ status: response.status, body: await response.text() }).toEqual({ status, body: '' });
  });

  it('answers GET alone', async () => {
    expect((await respond({ url: pageAddress, method: 'POST' }, folder)).status).toBe(403);
  });
});
