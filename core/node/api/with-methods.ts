import type { OnlineStore } from '../../online/online-store.ts';

/** The same store but for some of its methods. */
export function withMethods(store: OnlineStore, own: Partial<OnlineStore>): OnlineStore {
  return new Proxy(store, {
    get(target, name) {
      if (Object.hasOwn(own, name)) return own[name as keyof OnlineStore];
      const theirs: unknown = Reflect.get(target, name, target);
      return typeof theirs === 'function' ? (theirs.bind(target) as unknown) : theirs;
    },
  });
}
