import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { AsofError } from '../../../errors/asof-error.ts';
import type { Consumer } from './consumer.ts';
import { readKeys, type KeyEntry, type KeyFile } from './read-keys.ts';

/** Whose key a request shows as `Authorization: Bearer KEY`. Throws `key_refused`, which says nothing of it. */
export function consumerOf(authorization: string | undefined, keys: readonly KeyEntry[]): Consumer {
  const key = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
  if (key === undefined) throw new AsofError('key_refused', { why: 'a key is needed' });
  const hash = hashOf(key);
  // All of them are compared, whole: how long it takes says nothing of which are there.
  const found = keys.filter((one) => timingSafeEqual(one.hash, hash));
  if (!found[0]) throw new AsofError('key_refused', { why: 'the key is not known' });
  return found[0];
}

/** A new key, and the line of the key file that lets it in. */
export function newKey(name: string): { key: string; line: string } {
  const key = `asof_${randomBytes(32).toString('base64url')}`;
  const hash = hashOf(key).toString('hex');
  return { key, line: `- {name: ${JSON.stringify(name)}, sha256: ${hash}}` };
}

/** The keys of a file. Throws `bad_option` where it cannot be read, or others may read it. */
export function keysOfFile(path: string): KeyFile {
  try {
    if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0)
      throw new AsofError('bad_option', { message: `others may read ${path}`, expected: `chmod 600 ${path}` });
    return readKeys(readFileSync(path, 'utf8'), path);
  } catch (cause) {
    if (cause instanceof AsofError) throw cause;
    const message = `the keys in ${path} cannot be read`;
    throw new AsofError('bad_option', { message, expected: 'name a file that is there with --keys' }, { cause });
  }
}

function hashOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
