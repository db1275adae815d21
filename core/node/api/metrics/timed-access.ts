import type { OnlineAccess } from '../../../ask/context.ts';
import type { OnlineStore } from '../../../online/online-store.ts';

/** The same store, whose questions for records are timed. */
export function timedAccess(online: OnlineAccess, took: (ms: number) => void): OnlineAccess {
  return { use: (purpose, work) => online.use(purpose, (store) => work(timedStore(store, took))) };
}

function timedStore(store: OnlineStore, took: (ms: number) => void): OnlineStore {
  const get: OnlineStore['get'] = async (...asked) => {
    const started = performance.now();
    try {
      return await store.get(...asked);
    } finally {
      took(performance.now() - started);
    }
  };
  return new Proxy(store, {
    get(target, name) {
      if (name === 'get') return get;
      const own: unknown = Reflect.get(target, name, target);
      return typeof own === 'function' ? (own.bind(target) as unknown) : own;
    },
  });
}
