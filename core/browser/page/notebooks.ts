import { AsofError } from '../../errors/asof-error.ts';
import type { NotebookFiles } from '../../workbench/notebook-files.ts';
import { askToStay, inStore, openDatabase, unkept } from './database.ts';

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

/** What the page came with. */
export interface Bundled {
  paths(): readonly string[];
  /** Null where there is no such file. */
  text(path: string): Promise<string | null>;
}

/**
 * Notebooks in the browser's own database: where there is no host, there is no folder. Those that the page came with
 * lie behind them: one that nobody changed is read as it came, in whatever version.
 */
export function pageNotebooks(bundled: Bundled): NotebookFiles {
  const find = async (path: string): Promise<Kept | undefined> => {
    const text = await bundled.text(path);
    const came = text === null ? undefined : { text, revision: '0', before: [] };
    const saved = findSaved(path);
    // A browser that keeps nothing still has what came with the page.
    return came ? ((await saved.catch(() => undefined)) ?? came) : saved;
  };
  return {
    async list(folder) {
      // A browser that keeps nothing has kept none.
      const saved = await inStore('notebooks', 'readonly', (store) => store.getAllKeys()).catch(() => []);
      const came = bundled.paths().filter((path) => /^[^/]+\.md$/i.test(path.slice(folder.length + 1)));
      const paths = new Set([...saved.map(String), ...came].filter((path) => path.startsWith(`${folder}/`)));
      return [...paths].map((path) => ({ path, name: path.slice(folder.length + 1) }));
    },

    async read(path) {
      const found = await find(path);
      if (!found) throw new AsofError('file_missing', { path });
      return { text: found.text, revision: found.revision };
    },

    async save(path, text, base) {
      const database = await openDatabase();
      const came = await find(path);
      // One transaction: no other tab saves between the look and the write.
      return new Promise((resolve, reject) => {
        const transaction = database.transaction('notebooks', 'readwrite', { durability: 'strict' });
        const store = transaction.objectStore('notebooks');
        let now: Kept | undefined;
        let revision: string | null = null;
        const request = store.get(path) as IDBRequest<Kept | undefined>;
        request.onsuccess = () => {
          now = request.result ?? (came?.revision === '0' ? came : undefined);
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
          askToStay();
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
}

function findSaved(path: string): Promise<Kept | undefined> {
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
