import { AsofError } from '../../errors/asof-error.ts';
import type { NotebookFiles } from '../../workbench/notebook-files.ts';
import { inStore, openDatabase, unkept } from './database.ts';

/** What is kept of a notebook, by its path. `revision` counts its saves. */
interface Kept {
  text: string;
  revision: string;
  /** What was saved over, newest first. */
  before: { at: number; text: string }[];
}

const mostVersions = 50;

/** Tabs of one page tell each other what they saved. */
const saves = new BroadcastChannel('asof.notebooks');

/** Notebooks in the browser's own database: where there is no host, there is no folder. */
export const pageNotebooks: NotebookFiles = {
  async list(folder) {
    // A browser that keeps nothing has kept none.
    const paths = await inStore('notebooks', 'readonly', (store) => store.getAllKeys()).catch(() => []);
    const names = paths.map(String).filter((path) => path.startsWith(`${folder}/`));
    return names.map((path) => ({ path, name: path.slice(folder.length + 1) }));
  },

  async read(path) {
    const found = await find(path);
    if (!found) throw new AsofError('file_missing', { path });
    return { text: found.text, revision: found.revision };
  },

  async save(path, text, base) {
    const database = await openDatabase();
    // One transaction: no other tab saves between the look and the write.
    return new Promise((resolve, reject) => {
      const transaction = database.transaction('notebooks', 'readwrite', { durability: 'strict' });
      const store = transaction.objectStore('notebooks');
      let now: Kept | undefined;
      let revision: string | null = null;
      const request = store.get(path) as IDBRequest<Kept | undefined>;
      request.onsuccess = () => {
        now = request.result;
        if (now?.text === text) revision = now.revision;
        else if ((now?.revision ?? null) === base) {
          revision = String(Number(base ?? 0) + 1);
          const old = now ? [{ at: Date.now(), text: now.text }] : [];
          store.put({ text, revision, before: [...old, ...(now?.before ?? [])].slice(0, mostVersions) }, path);
        }
      };
      transaction.oncomplete = () => {
        if (revision === null)
          return resolve({ saved: false, now: now ? { text: now.text, revision: now.revision } : null });
        saves.postMessage(path);
        resolve({ saved: true, revision });
      };
      transaction.onabort = () => reject(unkept(path, transaction.error));
    });
  },

  async changed(path, revision, signal) {
    for (;;) {
      const saved = nextSave(path, signal);
      const now = (await find(path))?.revision ?? null;
      if (now !== revision) return now;
      await saved;
    }
  },

  async versions(path) {
    const { before = [] } = (await find(path)) ?? {};
    return before.map(({ at, text }) => ({ id: String(at), at: BigInt(at) * 1000n, bytes: new Blob([text]).size }));
  },

  async version(path, id) {
    const found = (await find(path))?.before.find(({ at }) => String(at) === id);
    if (!found) throw new AsofError('file_missing', { path: `${path}, version ${id}` });
    return found.text;
  },
};

function find(path: string): Promise<Kept | undefined> {
  return inStore('notebooks', 'readonly', (store) => store.get(path) as IDBRequest<Kept | undefined>);
}

/** Ends with the next save of a notebook by another tab. */
function nextSave(path: string, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      saves.removeEventListener('message', onmessage);
      signal?.removeEventListener('abort', onabort);
    };
    const onmessage = ({ data }: MessageEvent): void => {
      if (data !== path) return;
      stop();
      resolve();
    };
    const onabort = (): void => {
      stop();
      reject(new AsofError('cancelled', {}));
    };
    saves.addEventListener('message', onmessage);
    signal?.addEventListener('abort', onabort);
  });
}
