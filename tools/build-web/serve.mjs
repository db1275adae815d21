// Serves the folder that it lies in to browsers of this machine: node serve.mjs [PORT]
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, sep } from 'node:path';

const folder = import.meta.dirname ?? new URL('.', import.meta.url).pathname;
const port = Number(process.argv[2] ?? 8000);
const types = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
};

const server = createServer(async (request, response) => {
  const path = fileOf(request.url);
  const found = path && (await stat(path).catch(() => null));
  if (!found?.isFile()) return response.writeHead(404).end('not found\n');
  const lasts = path.startsWith(join(folder, 'assets') + sep);
  response.writeHead(200, {
    'content-type': types[extname(path)] ?? 'application/octet-stream',
    'content-length': found.size,
    'cache-control': lasts ? 'max-age=31536000, immutable' : 'no-cache',
  });
  if (request.method === 'HEAD') return response.end();
  createReadStream(path)
    .on('error', () => response.destroy())
    .pipe(response);
});

/** Null for what lies outside of the folder, or is no address. */
function fileOf(address) {
  try {
    const path = decodeURIComponent(new URL(address, 'http://localhost').pathname);
    const file = join(folder, path.endsWith('/') ? `${path}index.html` : path);
    return file.startsWith(join(folder, sep)) && !file.includes('\0') ? file : null;
  } catch {
    return null;
  }
}

server.on('error', ({ code, message }) => {
  const why = code === 'EADDRINUSE' ? `port ${port} is taken` : message;
  console.error(`Asof cannot be served: ${why}. Give another port: node serve.mjs ${port + 1}`);
  process.exitCode = 1;
});
server.listen(port, '127.0.0.1', () => {
  console.log(`Asof is at http://localhost:${server.address().port}/ for as long as this runs; Ctrl+C ends it.`);
});
