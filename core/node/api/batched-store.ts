import { isLost } from '../../ask/open-stores.ts';
import type { OnlineStore, RecordKey, StoredRecord, ViewState } from '../../online/online-store.ts';
import { withMethods } from './with-methods.ts';

/** Of a store's records so many are asked for in one question; one request may ask for more, and does so alone. */
const mostTogether = 3000;

interface Waiting {
  wanted: readonly RecordKey[];
  resolve: (found: (StoredRecord | null)[]) => void;
  reject: (error: unknown) => void;
}

/**
 * The same store, of which those that ask in one turn of the event loop ask together: requests that arrive at once
 * cost one question for what is written, and one for records. What only one of them is to blame for, a record that is
 * damaged, fails only that one.
 */
export function batchedStore(store: OnlineStore): OnlineStore {
  const records = new Map<string, Waiting[]>();
  const states = new Map<string, Promise<ViewState[]>>();
  const get: OnlineStore['get'] = (project, wanted) =>
    new Promise((resolve, reject) => {
      const waiting = records.get(project);
      if (waiting) return waiting.push({ wanted, resolve, reject });
      const first = [{ wanted, resolve, reject }];
      records.set(project, first);
      setImmediate(() => {
        records.delete(project);
        for (const batch of batchesOf(first)) void answer(store, project, batch);
      });
    });
  const views: OnlineStore['views'] = (project) => {
    const known = states.get(project);
    if (known) return known;
    const asked = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      // Who comes from here on may ask for what was written since.
      states.delete(project);
      return store.views(project);
    });
    states.set(project, asked);
    return asked;
  };
  return withMethods(store, { get, views });
}

function batchesOf(waiting: readonly Waiting[]): Waiting[][] {
  const batches: Waiting[][] = [];
  let room = 0;
  for (const one of waiting) {
    if (batches.length === 0 || one.wanted.length > room) {
      batches.push([]);
      room = mostTogether;
    }
    batches.at(-1)!.push(one);
    room -= one.wanted.length;
  }
  return batches;
}

async function answer(store: OnlineStore, project: string, batch: readonly Waiting[]): Promise<void> {
  try {
    const found = await store.get(
      project,
      batch.flatMap(({ wanted }) => wanted),
    );
    let from = 0;
    for (const { wanted, resolve } of batch) resolve(found.slice(from, (from += wanted.length)));
  } catch (error) {
    if (batch.length === 1 || isLost(error)) for (const { reject } of batch) reject(error);
    else for (const one of batch) void answer(store, project, [one]);
  }
}
