import type { Engine, Run } from '../engine/engine.ts';
import { reasonIn } from '../engine/engine-failure.ts';
import { AsofError } from '../errors/asof-error.ts';
import type { FileFormat, FileOptions, TimeOptions } from '../model/definitions.ts';
import { asDeclared } from './as-declared.ts';
import { fileKind, formatNames, unknownKind, type FileKind } from './file-kind.ts';
import { readPartitions, sayFolders, undeclaredFolders, withPartitions } from './partitions.ts';
import type { FileStamp, OpenOptions, Relation, Tables } from './relation.ts';
import { countingColumns } from './row-numbers.ts';
import { countedOrder } from './row-order.ts';

export type Opened = Pick<
  Relation,
  | 'from'
  | 'utc'
  | 'rowOrder'
  | 'rowNumber'
  | 'columns'
  | 'rows'
  | 'inferred'
  | 'inexact'
  | 'index'
  | 'folders'
  | 'provenance'
>;

/** How files are read: as is declared, and in some columns to the letter. */
export interface ReadOptions extends FileOptions {
  times?: TimeOptions;
  /** Columns of text that stay text. */
  asText?: readonly string[];
  /** `from` has a column more, `fileColumn`, that `columns` does not tell of. */
  numbered?: boolean;
  /** Columns of text whose numbers have to print back as they are written; else they are left as text. */
  exact?: readonly string[];
}

/** What differs between the disk of a host and the files of a page. */
export interface FileStore {
  readonly engine: Engine;
  /** The files that a path, a folder or a glob names, by name. Throws what `Tables.open` throws of them. */
  find(path: string, root: string, format?: FileFormat): Promise<FileStamp[]>;
  isThere(path: string, root: string): Promise<boolean>;
  /** Null where there is no such file. */
  stamp(path: string): Promise<FileStamp | null>;
  read(kind: FileKind, files: readonly FileStamp[], options: ReadOptions, run?: Run): Promise<Opened>;
  sha256(file: FileStamp, run?: Run): Promise<string>;
  writeParquet: Tables['writeParquet'];
  /** Another one when what was opened before is gone. */
  generation(): number;
}

/** What is alike wherever files are: their kind, that each version is opened once, that a change is noticed. */
export class FileTables implements Tables {
  readonly #store: FileStore;
  /** By version of the files (path, size and time) and how they are read. */
  readonly #versions = new Map<string, Promise<Opened>>();

  constructor(store: FileStore) {
    this.#store = store;
  }

  async open(path: string, { root, name, exact = [], ...options }: OpenOptions, run?: Run): Promise<Relation> {
    const files = await this.#store.find(path, root, options.format);
    const below = (file: FileStamp) => (file.path.startsWith(root) ? file.path.slice(root.length) : file.path);
    const asked = { ...options, table: name ?? path, folders: files.map(below) };
    const opened = await this.#opened(path, files, asked, run);
    const isExact = (column: string) => exact === 'all' || exact.includes(column) || isDecimal(options, column);
    const unlike = opened.inexact?.filter(isExact) ?? [];
    // Few files have such columns, and only then is it worth to read them again.
    const asWritten = unlike.length > 0 ? await this.#opened(path, files, { ...asked, exact: unlike }, run) : opened;
    return { name: name ?? path, files, ...asWritten };
  }

  #opened(path: string, files: readonly FileStamp[], options: Asked, run?: Run): Promise<Opened> {
    const version = JSON.stringify([this.#store.generation(), files, options]);
    return this.#once(version, () => this.#read(path, files, options, run), run);
  }

  isThere(path: string, root: string): Promise<boolean> {
    return this.#store.isThere(path, root);
  }

  find(path: string, root: string, format?: FileFormat): Promise<FileStamp[]> {
    return this.#store.find(path, root, format);
  }

  async verify(relation: Relation): Promise<void> {
    for (const { path, bytes, modified } of relation.files) {
      const now = await this.#store.stamp(path);
      if (now?.bytes === bytes && now.modified === modified) continue;
      throw new AsofError('file_changed', { path }, { where: { file: path } });
    }
  }

  async hash({ files }: Pick<Relation, 'files'>, run?: Run): ReturnType<Tables['hash']> {
    const hashes = [];
    for (const file of files) {
      hashes.push({ path: file.path, bytes: file.bytes, sha256: await this.#store.sha256(file, run) });
    }
    return hashes;
  }

  writeParquet(...args: Parameters<Tables['writeParquet']>): ReturnType<Tables['writeParquet']> {
    return this.#store.writeParquet(...args);
  }

  /** Who asks while another opens the same files shares the work, but not a cancel. */
  async #once(version: string, read: () => Promise<Opened>, run?: Run): Promise<Opened> {
    const earlier = this.#versions.get(version);
    if (earlier) {
      try {
        return await orCancelled(earlier, run?.signal);
      } catch (error) {
        const byAnother = error instanceof AsofError && error.code === 'cancelled' && !run?.signal?.aborted;
        if (!byAnother) throw error;
      }
    }
    const opening = read();
    this.#versions.set(version, opening);
    opening.catch(() => {
      if (this.#versions.get(version) === opening) this.#versions.delete(version);
    });
    return opening;
  }

  async #read(path: string, files: readonly FileStamp[], options: Asked, run?: Run): Promise<Opened> {
    const kind = kindOf(path, files, options.format);
    const { engine } = this.#store;
    const said = { ...options, asText: Object.keys(options.columns ?? {}).filter((name) => isText(options, name)) };
    try {
      const opened = await this.#withFolders(kind, files, said, run);
      const index = [...(opened.index ?? []), ...(await countingColumns(engine, opened, run))];
      const types = Object.keys(options.columns ?? {}).map((name) => `type of ${name}`);
      const worked = opened.inferred.filter(({ what }) => !types.includes(what));
      const folders = undeclaredFolders(options.folders, opened.columns);
      const inferred = [...worked, ...sayFolders(folders, options.partitions ?? [])];
      const found = { ...opened, inferred, folders, ...(index.length > 0 && { index }) };
      const declared = await asDeclared(engine, found, { ...options, ...options.times }, run);
      return declared ? { ...found, ...declared, ...countedOrder } : found;
    } catch (error) {
      throw asUnreadable(error, kind, files[0]!.path);
    }
  }

  /** With the declared names of folders as columns, where the files do not have them. */
  async #withFolders(kind: FileKind, files: readonly FileStamp[], options: Asked, run?: Run): Promise<Opened> {
    const { partitions: asked = [], folders } = options;
    const opened = await this.#store.read(kind, files, { ...options, numbered: asked.length > 0 }, run);
    if (asked.length === 0) return opened;
    const taken = opened.columns.map(({ name }) => name.toLowerCase());
    const names = asked.filter((name) => !taken.includes(name.toLowerCase()));
    const partitions = await readPartitions(this.#store.engine, folders, names, run);
    const columns = [...opened.columns, ...partitions.map(({ name, type }) => ({ name, type }))];
    return { ...opened, from: withPartitions(opened.from, partitions), columns, ...countedOrder };
  }
}

/** What is asked of files, and what they are called. */
interface Asked extends ReadOptions {
  table: string;
  /** The files' paths below the workspace: folders above it are no part of a table. */
  folders: readonly string[];
}

function isText({ columns = {} }: FileOptions, name: string): boolean {
  return /^\s*(varchar|text|string|char|bpchar|blob|bytea)/i.test(columns[name] ?? '');
}

/** Digits count, so that a float on the way would be one too many. */
function isDecimal({ columns = {} }: FileOptions, name: string): boolean {
  return /^\s*(decimal|numeric|dec\b)/i.test(columns[name] ?? '');
}

async function orCancelled<T>(waited: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return waited;
  let stop = () => {};
  const cancelled = new Promise<never>((_, reject) => (stop = () => reject(new AsofError('cancelled'))));
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([cancelled, waited]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function kindOf(path: string, files: readonly FileStamp[], format?: FileFormat): FileKind {
  if (format) return format;
  const where = { file: path };
  const kinds = new Set(files.map((file) => fileKind(file.path)));
  const [kind] = kinds;
  const strange = files.find((file) => fileKind(file.path) === null);
  if (!kind || strange) throw unknownKind(strange!.path);
  if (kinds.size === 1) return kind;
  const reason = 'it matches files of several formats';
  const hint = 'end it with one format, for example *.parquet';
  throw new AsofError('file_unreadable', { path, format: formatNames[kind], reason, hint }, { where });
}

/** While a file is opened, what the engine cannot do is the file's fault, which the engine does not always name. */
function asUnreadable(error: unknown, kind: FileKind, path: string): unknown {
  if (!(error instanceof AsofError)) return error;
  const nameless = error.code === 'file_unreadable' && !error.where?.file;
  if (error.code !== 'engine_failed' && !nameless) return error;
  const where = { file: path };
  const params = { path, format: formatNames[kind], reason: reasonIn(error) };
  return new AsofError('file_unreadable', params, { where, cause: error.cause });
}
