import { resolve } from 'node:path';
import { AsofError } from '../../errors/asof-error.ts';
import { finishedRuns } from '../../feast/finished-runs.ts';
import { hasAddress, type OnlineStoreDefinition } from '../../model/definitions.ts';
import type { FeastStore } from '../../model/feast-store.ts';
import { expandVariables, type Env } from '../../model/reading.ts';
import { accountOf, withPassword } from '../../online/address.ts';
import type { FeastBytes } from '../../online/feast/feast-bytes.ts';
import { FeastOnlineStore } from '../../online/feast/store.ts';
import type { FinishedRun, OnlineStore } from '../../online/online-store.ts';
import { keychain } from './keychain.ts';

const localRedis = 'redis://localhost:6379/0';

/**
 * The online store that a workspace defines; without a definition the embedded one in its folder.
 * Throws `bad_option` for an address that cannot be read or a variable in it that is not set, and
 * whatever opening the store throws. A password that the address leaves out is looked for in
 * `secrets` where it names a user, or where the server asks for one.
 */
export async function openOnlineStore(
  definition: OnlineStoreDefinition | undefined,
  root: string,
  env: Env,
  secrets: PasswordFinder = keychain,
): Promise<OnlineStore> {
  if (definition?.type === 'feast-sqlite') {
    const { openFeastSqlite } = await import('./feast/sqlite.ts');
    return ofFeast(openFeastSqlite(definition.path ?? '', definition.feast!.project, root), definition, root);
  }
  if (!definition || !hasAddress(definition)) {
    const { openEmbedded } = await import('./embedded.ts');
    return openEmbedded(root);
  }
  const url = addressOf(definition, env);
  const open = await opener(definition, root);
  const account = accountOf(url);
  const find = async () => (account === null ? null : await secrets.find(account));
  const known = account?.includes('@') ? await find() : null;
  try {
    return await open(known === null ? url : withPassword(url, known));
  } catch (error) {
    const asked = error instanceof AsofError && error.code === 'online_login' && known === null;
    const password = asked ? await find() : null;
    if (password === null) throw error;
    return open(withPassword(url, password));
  }
}

/** Opens a Redis of ours, or one that Feast writes. */
async function opener(definition: OnlineStoreDefinition, root: string): Promise<(url: string) => Promise<OnlineStore>> {
  const { layout, expiry, feast } = definition;
  if (!feast) {
    const { openRedis } = await import('./redis/store.ts');
    return (url) => openRedis(url, { layout, expiry, root });
  }
  const { openFeastRedis } = await import('./feast/redis.ts');
  return async (url) => ofFeast(await openFeastRedis(url, feast.project, root), definition, root);
}

function ofFeast(bytes: FeastBytes, { feast }: OnlineStoreDefinition, root: string): OnlineStore {
  return new FeastOnlineStore(bytes, feast!, () => runsOf(feast!, root));
}

/** What Feast's registry remembers; null where none is named, or it cannot be read: a look-up needs none. */
async function runsOf({ registry, project }: FeastStore, root: string): Promise<Map<string, FinishedRun> | null> {
  if (registry === undefined) return null;
  const { readAnyRegistry } = await import('../feast/open-registry.ts');
  const read = await readAnyRegistry(resolve(root, registry)).catch(() => null);
  return read && finishedRuns(read, project);
}

/** The address of a Redis with its variables put in. */
export function addressOf(definition: Pick<OnlineStoreDefinition, 'url'>, env: Env): string {
  return expandVariables(definition.url ?? localRedis, env, (name) => {
    const message = `the environment variable ${name} is not set, which the address of the online store needs`;
    throw new AsofError('bad_option', { message, expected: `set it, or write \${${name}:-default} in asof.yaml` });
  });
}

interface PasswordFinder {
  find(account: string): Promise<string | null>;
}
