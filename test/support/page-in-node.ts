/** What components ask of a page as they are imported; none is drawn here. */
const kept = new Map<string, string>();
Object.assign(globalThis, {
  window: globalThis,
  localStorage: {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
    clear: () => kept.clear(),
  },
  document: { fonts: new EventTarget(), documentElement: { style: {} } },
  matchMedia: () => Object.assign(new EventTarget(), { matches: false }),
});
