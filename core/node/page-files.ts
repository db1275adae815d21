import { realpath } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';

/** A file of the built page, and what to call it. */
export interface PageFile {
  path: string;
  type: string;
  /** Its name changes with its content, so that it may be kept. */
  immutable: boolean;
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
};

/**
 * The file that an address's path names, or null. Only files inside `folder` (links followed) with
 * an ending that a page needs; `/` is index.html.
 */
export async function findPageFile(folder: string, pathname: string): Promise<PageFile | null> {
  const name = decode(pathname);
  if (name === null || name.includes('\0') || name.includes('\\')) return null;
  const type = types[extname(name || 'index.html')];
  if (!type) return null;
  try {
    const root = await realpath(folder);
    const path = await realpath(join(root, name || 'index.html'));
    const inside = relative(root, path);
    if (inside === '' || inside === '..' || inside.startsWith(`..${sep}`)) return null;
    return { path, type, immutable: inside.startsWith(`assets${sep}`) };
  } catch {
    return null;
  }
}

function decode(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname).replace(/^\/+/, '');
  } catch {
    return null;
  }
}
