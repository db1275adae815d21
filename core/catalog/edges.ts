/** A directed graph of ids. An edge that is added twice is there once; what was added first comes first. */
export class Edges {
  readonly #to = new Map<string, Set<string>>();
  readonly #from = new Map<string, Set<string>>();

  add(from: string, to: string): void {
    put(this.#to, from, to);
    put(this.#from, to, from);
  }

  /** What comes from it directly. */
  to(id: string): string[] {
    return [...(this.#to.get(id) ?? [])];
  }

  /** What it comes from directly. */
  from(id: string): string[] {
    return [...(this.#from.get(id) ?? [])];
  }

  /** All that comes from a node, by whatever way, the nearest first. Circles end. */
  allAfter(id: string): string[] {
    return reach(this.#to, id);
  }

  /** All that it comes from, alike. */
  allBefore(id: string): string[] {
    return reach(this.#from, id);
  }
}

function put(map: Map<string, Set<string>>, key: string, value: string): void {
  const set = map.get(key);
  if (set) set.add(value);
  else map.set(key, new Set([value]));
}

function reach(map: ReadonlyMap<string, ReadonlySet<string>>, id: string): string[] {
  const found = new Set(map.get(id));
  for (const one of found) for (const next of map.get(one) ?? []) found.add(next);
  found.delete(id);
  return [...found];
}
