import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { startServer } from '../../../../core/node/serve/server.ts';
import { serveHost } from '../../../../core/rpc/serve-host.ts';
import { handlers } from '../../rpc/handlers.ts';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Setup {
  port: number;
  token: string;
  folder: string;
  connections: () => number;
  close: () => Promise<void>;
  /** Sends exactly this: no client's own idea of a path or of headers. */
  ask: (
    path: string,
    options?: { method?: string; headers?: OutgoingHttpHeaders; body?: string | Buffer },
  ) => Promise<Answer>;
}

/** A real server over a small built page, with a secret beside it. */
export async function setup(options: { patienceMs?: number } = {}): Promise<Setup> {
  const folder = await mkdtemp(join(tmpdir(), 'asof-test-'));
  const pageFolder = join(folder, 'renderer');
  await mkdir(join(pageFolder, 'assets'), { recursive: true });
  await writeFile(join(pageFolder, 'index.html'), '<!doctype html><html><head><title>Asof</title></head></html>');
  await writeFile(join(pageFolder, 'assets', 'page-1a2b.js'), 'export {};');
  await writeFile(join(pageFolder, 'notes.txt'), 'no page needs this');
  await writeFile(join(folder, 'secret.js'), 'secret');
  await symlink(join(folder, 'secret.js'), join(pageFolder, 'link.js'));
  let connections = 0;
  const server = await startServer({
    ...options,
    pageFolder,
    connect(transport) {
      connections++;
      serveHost(handlers({ lessons: () => Promise.resolve([]) }), transport);
    },
  });
  onTestFinished(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });
  const { port, searchParams } = new URL(server.address);
  return {
    port: Number(port),
    token: searchParams.get('token')!,
    folder,
    connections: () => connections,
    close: () => server.close(),
    ask: (path, options) => ask(Number(port), path, options),
  };
}

function ask(port: number, path: string, options: Parameters<Setup['ask']>[1] = {}): Promise<Answer> {
  const { method = 'GET', headers = {}, body } = options;
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, path, method, headers, setHost: !('host' in headers) },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body: text }));
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
