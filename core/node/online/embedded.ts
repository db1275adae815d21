import { chmodSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { open, type RootDatabase } from 'lmdb';
import { AsofError } from '../../errors/asof-error.ts';
import { LocalStore, type ByteMap } from '../../online/local-store.ts';
import type { OnlineStore } from '../../online/online-store.ts';

/**
 * The online store that needs nothing installed: a file beside the workspace, `.asof/online`.
 *
 * LMDB, because it is the one embedded store for Node that several processes may write at once (the
 * workbench and the command line), that a kill leaves whole (it never changes a page in use), and
 * that comes prebuilt: DuckDB's and LevelDB's files belong to one process, SQLite has to be compiled
 * on Node 20. Measured on two busy cores, records of 20 numbers: 120 k newer-wins writes a second and
 * 280 k reads. Its file is mapped into memory, so that a tool like ps counts its pages to the process;
 * the system takes them back when it needs them.
 *
 * It is made by the first write: who only looks at a workspace leaves nothing in it.
 */
export function openEmbedded(root: string): OnlineStore {
  const map = new LmdbMap(join(root, '.asof'));
  return new LocalStore(map, { kind: 'embedded', address: map.path, warnings: [] });
}

type Database = RootDatabase<Buffer, Buffer>;

class LmdbMap implements ByteMap {
  readonly path: string;
  readonly #folder: string;
  #database: Database | null = null;

  constructor(folder: string) {
    this.#folder = folder;
    this.path = join(folder, 'online');
  }

  refresh(): void {
    this.#found()?.resetReadTxn();
  }

  get(key: string): Uint8Array | undefined {
    return this.#found()?.getBinary(Buffer.from(key));
  }

  put(key: string, value: Uint8Array): void {
    this.#made().putSync(Buffer.from(key), toBuffer(value));
  }

  remove(key: string): void {
    this.#made().removeSync(Buffer.from(key));
  }

  /** Where the folder was removed, what is open is a file that nobody else sees. */
  identity(): string {
    this.#made();
    const { dev, ino } = statSync(join(this.path, 'data.mdb'), { throwIfNoEntry: false }) ?? { dev: 0, ino: 0 };
    return `${dev}:${ino}`;
  }

  *startingWith(prefix: string): Iterable<string> {
    for (const key of this.#found()?.getKeys(rangeOf(prefix)) ?? []) yield key.toString('utf8');
  }

  countOf(prefix: string): number {
    return this.#found()?.getKeysCount(rangeOf(prefix)) ?? 0;
  }

  /** In a page an entry has a header, a pointer to it and a length that is even; a value that is too long for a page has pages of its own. */
  sizeOf(key: number, value: number): number {
    const inPage = entryHeader + key + value;
    if (inPage <= (pageSize - pageHeader) / 2) return inPage + (inPage % 2) + pointer;
    return entryHeader + key + overflowNumber + pointer + pageSize * Math.ceil((pageHeader + value) / pageSize);
  }

  /** Its pages, full or not; what was freed is used again before the file grows. */
  bytes(): number | null {
    const found = this.#found();
    if (!found) return 0;
    const stats = found.getStats() as Partial<Record<string, number>>;
    const pages = [stats.treeBranchPageCount, stats.treeLeafPageCount, stats.overflowPages];
    return pages.reduce<number>((sum, n) => sum + (n ?? NaN) * (stats.pageSize ?? NaN), 0) || null;
  }

  /**
   * LMDB steps over the others, which takes a fifteenth of a microsecond each: asking for a key takes two hundred times as
   * long, so that as many are asked for as are kept, where about as many are there as was said.
   */
  async spread(prefix: string, most: number, about: number): Promise<string[]> {
    const step = Math.max(1, Math.ceil(about / most));
    const kept = await this.#everyNth(prefix, most, step);
    return step > 1 && kept.length < most / 2 ? this.#everyNth(prefix, most, 1) : kept;
  }

  /** Where these are too many, every second one is dropped. */
  async #everyNth(prefix: string, most: number, step: number): Promise<string[]> {
    const { start, end } = rangeOf(prefix);
    let kept: Buffer[] = [];
    for (let passed = 0; ; passed += step) {
      const from = kept.length === 0 ? { start, end } : { start: kept.at(-1)!, end, offset: step };
      const [key] = [...(this.#found()?.getKeys({ ...from, limit: 1 }) ?? [])];
      if (!key) return kept.map((one) => one.toString('utf8'));
      kept.push(key);
      if (kept.length > most) [kept, step] = [kept.filter((_, i) => i % 2 === 0), step * 2];
      // So long others need not wait.
      if (passed < manySteps) continue;
      passed = 0;
      await setImmediate();
    }
  }

  exclusively<T>(work: () => T): T {
    return inUserWords(this.path, () => this.#made().transactionSync(work));
  }

  async close(): Promise<void> {
    await this.#database?.close();
  }

  /** Null where nobody has written yet. */
  #found(): Database | null {
    return this.#database ?? (existsSync(join(this.path, 'data.mdb')) ? this.#made() : null);
  }

  #made(): Database {
    this.#database ??= inUserWords(this.path, () => {
      mkdirSync(this.path, { recursive: true, mode: 0o700 });
      for (const folder of [this.#folder, this.path]) closeToOthers(folder, 0o700);
      const ignore = join(this.#folder, '.gitignore');
      if (!existsSync(ignore)) writeFileSync(ignore, '*\n', { mode: 0o600 });
      const database = open<Buffer, Buffer>({
        path: this.path,
        keyEncoding: 'binary',
        encoding: 'binary',
        maxReaders: 512,
      });
      // LMDB lets everybody read what it makes.
      for (const name of ['data.mdb', 'lock.mdb']) closeToOthers(join(this.path, name), 0o600);
      // Those that were killed leave their places taken.
      database.readerCheck();
      return database;
    });
    return this.#database;
  }
}

/** Of LMDB, bytes. */
const [pageSize, pageHeader, entryHeader, pointer, overflowNumber] = [4096, 16, 8, 2, 8];
/** Keys that LMDB steps over in about a millisecond. */
const manySteps = 2048;

/** Of the keys that start so. */
function rangeOf(prefix: string): { start: Buffer; end: Buffer } {
  const start = Buffer.from(prefix);
  // No byte of UTF-8 is 255.
  return { start, end: Buffer.concat([start, Buffer.from([255])]) };
}

/** Throws `disk_full` and `output_unwritable` in place of what LMDB and the disk say. */
function inUserWords<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof AsofError) throw error;
    const { code, message } = error as { code?: string | number; message: string };
    const full = code === 'ENOSPC' || code === 28 || code === -30792 || /No space left|MAP_FULL/i.test(message);
    throw new AsofError(full ? 'disk_full' : 'output_unwritable', { path, reason: message }, { cause: error });
  }
}

function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** What is there is its owner's alone, also where an earlier version made it. What is somebody else's stays as it is. */
function closeToOthers(path: string, mode: 0o600 | 0o700): void {
  try {
    chmodSync(path, mode);
  } catch {
    return;
  }
}
