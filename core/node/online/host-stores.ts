import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { accountOf, splitPassword, readAddress, withPassword, writeAddress } from '../../online/address.ts';
import { hasAddress, type OnlineStoreDefinition } from '../../model/definitions.ts';
import type { Env } from '../../model/reading.ts';
import { memoryStore } from '../../online/memory.ts';
import type { OnlineStores } from '../../ask/open-stores.ts';
import { addressOf, openOnlineStore } from './open.ts';
import { openSecrets } from './secrets.ts';

/** The embedded store, Redis, and for what has no folder the host's memory. Passwords are known to all pages of a host. */
export function hostStores(env: Env): OnlineStores {
  const secrets = openSecrets();
  return {
    secrets,
    isThere: (definition, root) =>
      Promise.resolve(definition.type !== 'embedded' || root === null || existsSync(join(root, '.asof', 'online'))),
    async open(definition, root, password) {
      if (hasAddress(definition) && password !== null) {
        const url = withPassword(addressOf(definition, env), password);
        return openOnlineStore({ ...definition, url }, root ?? '', {}, secrets);
      }
      if (definition.type !== 'embedded' || root !== null) return openOnlineStore(definition, root ?? '', env, secrets);
      return memoryStore();
    },
    shownAddress(definition, root) {
      if (hasAddress(definition)) return shown(definition, env);
      if (definition.type === 'feast-sqlite') return resolve(root ?? '', definition.path ?? '');
      return root === null ? 'memory' : join(root, '.asof', 'online');
    },
    account(definition) {
      const url = hasAddress(definition) ? expanded(definition, env) : null;
      return url === null ? null : accountOf(url);
    },
  };
}

/** Null where a variable in it is not set. */
function expanded(definition: OnlineStoreDefinition, env: Env): string | null {
  try {
    return addressOf(definition, env);
  } catch {
    return null;
  }
}

function shown(definition: OnlineStoreDefinition, env: Env): string {
  const url = expanded(definition, env);
  const parts = url === null ? null : readAddress(url);
  if (parts) return writeAddress({ ...parts, user: '', password: '', query: '' });
  return splitPassword(definition.url ?? '').address;
}
