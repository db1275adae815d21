import { expect, onTestFinished } from 'vitest';
import { asof, folderOf, start, workspace } from './run-asof.ts';

// Without a TTL, so that what was true in 2024 is there today.
export const definitions = workspace['asof.yaml'].replace(', ttl: 10d', '');

/** `asof api` over what was materialized, with these lines more in its asof.yaml. */
export async function served(more = '', ...options: string[]) {
  return servedFolder(folderOf({ ...workspace, 'asof.yaml': definitions + more }), [], ...options);
}

/** `asof api` over a folder's files, materialized as these words say. */
export async function servedFolder(folder: string, materialize: string[], ...options: string[]) {
  expect(await asof(folder, 'materialize', ...materialize)).toMatchObject({ status: 0 });
  return serveApi(folder, ...options);
}

/** `asof api` in a folder, until the test ends. */
export async function serveApi(folder: string, ...options: string[]) {
  const { child, finished } = start(folder, 'api', '--port', '0', ...options);
  onTestFinished(() => void child.kill('SIGKILL'));
  const address = await new Promise<string>((resolve) =>
    child.stdout!.once('data', (data: Buffer) => resolve(data.toString().trim())),
  );
  const post = async (body: unknown) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${address}/features`, { method: 'POST', headers, body: text });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  return { folder, address, child, finished, post };
}
