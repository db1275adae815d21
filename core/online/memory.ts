import { LocalStore, type ByteMap } from './local-store.ts';
import type { OnlineStore } from './online-store.ts';

/** The online store of a page without a host: it lives as long as the page. */
export function memoryStore(warnings: readonly string[] = []): OnlineStore {
  return new LocalStore(new MemoryMap(), { kind: 'memory', address: 'memory', warnings });
}

/** At most so many, at even distances. */
function everyNth<T>(all: readonly T[], most: number): T[] {
  const step = Math.max(1, Math.ceil(all.length / most));
  return all.filter((_, i) => i % step === 0);
}

class MemoryMap implements ByteMap {
  readonly #entries = new Map<string, Uint8Array>();

  refresh(): void {}

  get(key: string): Uint8Array | undefined {
    return this.#entries.get(key);
  }

  put(key: string, value: Uint8Array): void {
    this.#entries.set(key, value);
  }

  remove(key: string): void {
    this.#entries.delete(key);
  }

  /** It lives as long as this program. */
  identity(): string {
    return '';
  }

  startingWith(prefix: string): Iterable<string> {
    return [...this.#entries.keys()].filter((key) => key.startsWith(prefix)).sort();
  }

  countOf(prefix: string): number {
    return [...this.startingWith(prefix)].length;
  }

  sizeOf(key: number, value: number): number {
    return key + value;
  }

  bytes(): number {
    const encoder = new TextEncoder();
    return [...this.#entries].reduce((sum, [key, value]) => sum + encoder.encode(key).length + value.length, 0);
  }

  spread(prefix: string, most: number): Promise<string[]> {
    return Promise.resolve(everyNth([...this.startingWith(prefix)], most));
  }

  /** Nothing runs in between; what a failure leaves undone stays so, each record being whole. */
  exclusively<T>(work: () => T): T {
    return work();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
