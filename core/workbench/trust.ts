/**
 * A port: the folders that the user trusts. What somebody else's `asof.yaml` asks for, it gets only in one
 * of them: its files read, the environment's variables, a connection. A folder is trusted by itself: not
 * for the one that it lies in, and no longer once it has moved.
 */
export interface Trust {
  isTrusted(root: string): Promise<boolean>;
  trust(root: string): Promise<void>;
  /** Takes it back. */
  distrust(root: string): Promise<void>;
}

/** For as long as the program runs. */
export function trustInMemory(): Trust {
  const trusted = new Set<string>();
  return {
    isTrusted: (root) => Promise.resolve(trusted.has(root)),
    trust: (root) => Promise.resolve(void trusted.add(root)),
    distrust: (root) => Promise.resolve(void trusted.delete(root)),
  };
}
