import type { OnlineStore } from '../../../online/online-store.ts';
import { withMethods } from '../with-methods.ts';

/** The same store, whose questions for records are timed. */
export function timedStore(store: OnlineStore, took: (ms: number) => void): OnlineStore {
  const get: OnlineStore['get'] = async (...asked) => {
    const started = performance.now();
    try {
      return await store.get(...asked);
    } finally {
      took(performance.now() - started);
    }
  };
  return withMethods(store, { get });
}
