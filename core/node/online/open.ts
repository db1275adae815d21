import { AsofError } from '../../errors/asof-error.ts';
import type { OnlineStoreDefinition } from '../../model/definitions.ts';
import { expandVariables, type Env } from '../../model/fields.ts';
import type { OnlineStore } from '../../online/online-store.ts';

const localRedis = 'redis://localhost:6379/0';

/**
 * The online store that a workspace defines; without a definition the embedded one in its folder.
 * Throws `bad_option` for an address that cannot be read or a variable in it that is not set, and
 * whatever opening the store throws.
 */
export async function openOnlineStore(
  definition: OnlineStoreDefinition | undefined,
  root: string,
  env: Env,
): Promise<OnlineStore> {
  if (definition?.type !== 'redis') {
    const { openEmbedded } = await import('./embedded.ts');
    return openEmbedded(root);
  }
  const url = expandVariables(definition.url ?? localRedis, env, (name) => {
    const message = `the environment variable ${name} is not set, which the address of the online store needs`;
    throw new AsofError('bad_option', { message, expected: `set it, or write \${${name}:-default} in asof.yaml` });
  });
  const { openRedis } = await import('./redis.ts');
  return openRedis(url, { layout: definition.layout, expiry: definition.expiry, root });
}
