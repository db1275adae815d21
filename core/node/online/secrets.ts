import type { Secrets } from '../../online/secrets.ts';
import { keychain } from './keychain.ts';

/** The passwords that were typed while this program runs, then those of the keychain. */
export function openSecrets(): Secrets {
  const typed = new Map<string, string>();
  return {
    find: async (account) => typed.get(account) ?? (await keychain.find(account)),
    async keep(account, password, where) {
      if (where === 'keychain') await keychain.keep(account, password);
      typed.set(account, password);
    },
    problem: () => keychain.problem(),
  };
}
