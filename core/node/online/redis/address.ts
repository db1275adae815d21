import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ConnectionOptions } from 'node:tls';
import { AsofError } from '../../../errors/asof-error.ts';
import { readAddress, writeAddress } from '../../../online/address.ts';

/** Where a Redis is and how to log in. */
export interface RedisAddress {
  mode: 'standalone' | 'sentinel' | 'cluster';
  nodes: { host: string; port: number }[];
  username?: string;
  password?: string;
  db: number;
  /** What sentinels call the master. */
  master?: string;
  /** Null is without TLS. */
  tls: ConnectionOptions | null;
  /** Without secrets. */
  shown: string;
}

const forms =
  'write redis://USER:PASSWORD@HOST:6379/0 or rediss:// (TLS), redis+cluster://HOST:6379,HOST:6379, redis+sentinel://HOST:26379,HOST:26379/MASTER/0';

/**
 * Reads an address. `?ca=FILE`, `?cert=FILE` and `?key=FILE` name PEM files for TLS, relative to
 * `root`. Throws `bad_option`, which never repeats the password.
 */
export function parseAddress(text: string, root: string): RedisAddress {
  const parts = readAddress(text);
  if (!parts) throw bad('the address of the online store cannot be read', forms);
  const { mode, user: username, password, hosts, path, query } = parts;
  const nodes = (hosts || 'localhost').split(',').map((host) => parseHost(host, mode === 'sentinel' ? 26379 : 6379));
  if (mode === 'standalone' && nodes.length > 1) throw bad('the address of the online store has several hosts', forms);
  const segments = path.split('/').slice(1).filter(Boolean);
  const master = mode === 'sentinel' ? segments.shift() : undefined;
  if (mode === 'sentinel' && !master) throw bad('the address of the sentinels does not name their master', forms);
  const db = segments.length === 0 ? 0 : Number(segments[0]);
  if (segments.length > 1 || !Number.isInteger(db) || db < 0)
    throw bad(`"${segments.join('/')}" is not the number of a database`, forms);
  if (mode === 'cluster' && db !== 0) throw bad('a cluster has only database 0', 'leave the number out');
  checkLogin(text);
  const options = new URLSearchParams(query);
  const tls = parts.tls ? readTls(options, root, nodes[0]!.host) : null;
  const list = nodes.map(({ host, port }) => `${host.includes(':') ? `[${host}]` : host}:${port}`).join();
  const tail = `${master ? `/${master}` : ''}${db ? `/${db}` : ''}`;
  return {
    mode,
    nodes,
    ...(username && { username }),
    ...(password && { password }),
    db,
    ...(master && { master }),
    tls,
    shown: writeAddress({ ...parts, user: '', password: '', hosts: list, path: tail, query: '' }),
  };
}

function parseHost(text: string, otherwise: number): { host: string; port: number } {
  const [, v6, name, digits] = /^(?:\[([^\]]+)\]|([^:]*))(?::(\d{1,5}))?$/.exec(text.trim()) ?? [];
  const port = digits === undefined ? otherwise : Number(digits);
  if ((v6 ?? name) === undefined || port < 1 || port > 65_535) throw bad(`"${text}" is not a host and a port`, forms);
  return { host: v6 ?? (name || 'localhost'), port };
}

/** Throws where the user or the password is not encoded as an address has it. */
function checkLogin(text: string): void {
  try {
    decodeURIComponent(/\/\/([^@/?]*)@/.exec(text)?.[1] ?? '');
  } catch {
    throw bad('the user or the password of the online store cannot be read', 'write % as %25, @ as %40 and / as %2F');
  }
}

function readTls(options: URLSearchParams, root: string, host: string): ConnectionOptions {
  const tls: ConnectionOptions = {};
  for (const [name, value] of options) {
    if (name !== 'ca' && name !== 'cert' && name !== 'key')
      throw bad(`the address of the online store has an unknown option "${name}"`, 'it can have ca, cert and key');
    try {
      tls[name] = readFileSync(resolve(root, value));
    } catch (cause) {
      throw new AsofError('file_missing', { path: value }, { cause });
    }
  }
  // A certificate is for a name; the address may be a number.
  return /^[\d.]+$|:/.test(host) ? tls : { ...tls, servername: host };
}

function bad(message: string, expected: string): AsofError {
  return new AsofError('bad_option', { message, expected });
}
