/** What `work` makes of each thing, made once: for thousands of things of which few differ. Lists and objects are told apart by which they are. */
export function onceEach<K, V>(work: (thing: K) => V): (thing: K) => V {
  const made = new Map<K, V>();
  return (thing) => {
    const known = made.get(thing);
    if (known !== undefined) return known;
    const one = work(thing);
    made.set(thing, one);
    return one;
  };
}
