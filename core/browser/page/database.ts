import { AsofError } from '../../errors/asof-error.ts';

/** What a page keeps in the browser: `notebooks` and `files` by their paths, `workspaces` by their ids. */
export type StoreName = 'notebooks' | 'files' | 'workspaces';

const stores: readonly StoreName[] = ['notebooks', 'files', 'workspaces'];

let opened: Promise<IDBDatabase> | null = null;

/** The browser's own database. Throws `output_unwritable` where the browser keeps nothing. */
export function openDatabase(): Promise<IDBDatabase> {
  opened ??= new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open('asof', 2);
    request.onupgradeneeded = () => {
      const { result } = request;
      for (const name of stores) if (!result.objectStoreNames.contains(name)) result.createObjectStore(name);
    };
    request.onsuccess = () => {
      // A newer version of the page in another tab waits for nobody.
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(request.error ?? new Error('the browser keeps nothing'));
  }).catch((thrown: unknown) => {
    opened = null;
    throw unkept('this browser', thrown);
  });
  return opened;
}

/** One step over one store, done when it is on the disk. Throws `output_unwritable`, `browser_full`. */
export async function inStore<T>(
  name: StoreName,
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const database = await openDatabase();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(name, mode, { durability: 'strict' });
    const request = work(transaction.objectStore(name));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(unkept('this browser', transaction.error));
  });
}

let isAsked = false;

/** Asks the browser, once a visit, to throw nothing away for want of room: something of the user's own is in it. */
export function askToStay(): void {
  if (isAsked) return;
  isAsked = true;
  // Browsers have it for pages of https or of this machine only; what they answer changes nothing.
  const { storage } = globalThis.navigator as { storage?: StorageManager };
  storage?.persist().catch(() => false);
}

/** Why a browser did not keep something. */
export function unkept(path: string, cause: unknown): AsofError {
  if (cause instanceof DOMException && cause.name === 'QuotaExceededError')
    return new AsofError('browser_full', {}, { cause });
  const reason = cause instanceof Error ? cause.message : 'the browser keeps nothing';
  return new AsofError('output_unwritable', { path, reason }, { cause });
}
