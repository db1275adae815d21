import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AsofError } from '../../errors/asof-error.ts';

const service = 'asof';
/** The keychain may ask whether it shall open; where nobody answers, the work goes on without. */
const patienceMs = 60_000;

/** The operating system's keychain: Keychain on a Mac, Credential Manager on Windows, the Secret Service on Linux. */
export const keychain = {
  /** Null where it has none, and where there is no keychain. */
  async find(account: string): Promise<string | null> {
    if (lack()) return null;
    try {
      return (await inTime((await entryOf(account)).getPassword())) ?? null;
    } catch {
      return null;
    }
  },

  /** Throws `keychain_unavailable`. */
  async keep(account: string, password: string): Promise<void> {
    const reason = lack();
    if (reason) throw new AsofError('keychain_unavailable', { reason });
    try {
      await inTime((await entryOf(account)).setPassword(password));
    } catch (error) {
      throw new AsofError('keychain_unavailable', { reason: firstLine(error) });
    }
  },

  /** Why it cannot be used, one line; null where it can. */
  async problem(): Promise<string | null> {
    const reason = lack();
    if (reason) return reason;
    try {
      await inTime((await entryOf('')).getPassword());
      return null;
    } catch (error) {
      return firstLine(error);
    }
  },
};

/**
 * Without a session bus there is no Secret Service, and the package would put the password where the
 * next restart loses it: the kernel's keyring.
 */
function lack(): string | null {
  const { DBUS_SESSION_BUS_ADDRESS: bus, XDG_RUNTIME_DIR: folder } = process.env;
  if (process.platform !== 'linux' || bus || (folder && existsSync(join(folder, 'bus')))) return null;
  return 'there is no Secret Service on this machine';
}

/** Loaded when it is needed: it is native code. */
async function entryOf(account: string) {
  const { AsyncEntry } = await import('@napi-rs/keyring');
  return new AsyncEntry(service, account || 'none');
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('it does not answer')), patienceMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** What the package throws has a trace of its own behind it. */
function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0]!.trim();
}
