import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { AsofError } from '../../errors/asof-error.ts';
import {
  emptyRegistry,
  readRegistry,
  readRegistryObjects,
  registryKinds,
  type Registry,
} from '../../feast/registry.ts';
import { readFeatureStoreFile, type FeatureStoreFile } from '../../feast/store-file.ts';
import { SqliteFile, sqliteName } from '../online/feast/sqlite-file.ts';
import { fetchRegistry } from './fetch-registry.ts';

/** A registry of Feast, and where what it says is. */
export interface OpenedRegistry {
  registry: Registry;
  /** The registry's own file; null where a server gave it. */
  file: string | null;
  /** The folder that its paths are relative to; null where that is on another machine, maybe. */
  root: string | null;
  /** Null where there is no feature_store.yaml beside it. */
  store: FeatureStoreFile | null;
}

const storeFile = 'feature_store.yaml';

/**
 * Opens what a user named: a repository's folder, its feature_store.yaml, a registry's file (Feast's own, or SQLite), or
 * the address of a registry server (`feast serve_registry --rest-api`). Throws `file_missing`, `file_unreadable`.
 */
export async function openRegistry(named: string, cwd: string): Promise<OpenedRegistry> {
  if (/^https?:\/\//.test(named)) return { registry: await fetchRegistry(named), file: null, root: null, store: null };
  const path = resolve(cwd, named);
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw new AsofError('file_missing', { path: named });
  const config = found.isDirectory() ? join(path, storeFile) : /\.ya?ml$/.test(path) ? path : null;
  if (config !== null) {
    if (!existsSync(config)) throw noRepository(named);
    const root = dirname(config);
    const store = readFeatureStoreFile(readFileSync(config, 'utf8'), config);
    const file = resolve(root, pathOfRegistry(store.registry, config));
    return { registry: await readAnyRegistry(file), file, root, store };
  }
  const root = repositoryOf(path);
  const beside = join(root, storeFile);
  const store = existsSync(beside) ? readFeatureStoreFile(readFileSync(beside, 'utf8'), beside) : null;
  return { registry: await readAnyRegistry(path), file: path, root, store };
}

/** A registry that is a file of Feast's, or a database of SQLite. */
export async function readAnyRegistry(path: string): Promise<Registry> {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) throw new AsofError('file_missing', { path });
  const bytes = readFileSync(path);
  if (!bytes.subarray(0, 16).equals(Buffer.from('SQLite format 3\0'))) return readRegistry(bytes, path);
  const file = new SqliteFile(path, path);
  try {
    return await readSqlRegistry(file);
  } finally {
    await file.close();
  }
}

/** Each kind of object in a table of its own, as the message that a file has too. */
async function readSqlRegistry(file: SqliteFile): Promise<Registry> {
  const tables = await file.tables();
  const registry = emptyRegistry();
  for (const kind of registryKinds) {
    const table = kind.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    if (!tables.includes(table)) continue;
    const columns = (await file.rows(`PRAGMA table_info(${sqliteName(table)})`)).map(([, name]) => String(name));
    const column = columns.find((name) => name.endsWith('_proto'));
    if (column === undefined) continue;
    const rows = await file.rows(`SELECT ${sqliteName(column)}, project_id FROM ${sqliteName(table)} ORDER BY rowid`);
    const there = rows.flatMap(([bytes, project]) => (bytes instanceof Uint8Array ? [{ bytes, project }] : []));
    const read = readRegistryObjects(
      kind,
      there.map(({ bytes }) => bytes),
      file.path,
    );
    // An object that was materialized names its project no more, but for the column beside it.
    read[kind]?.forEach((object, i) => {
      if ('spec' in object && 'project' in object.spec) object.spec.project ||= String(there[i]!.project);
    });
    Object.assign(registry, read);
  }
  if (registryKinds.every((kind) => registry[kind].length === 0)) {
    const params = { path: file.path, format: 'a registry of Feast', reason: 'its tables are none of one' };
    throw new AsofError('file_unreadable', params);
  }
  return registry;
}

/** As feature_store.yaml names it. Throws `source_unsupported` for what is elsewhere. */
function pathOfRegistry(written: string, config: string): string {
  const sqlite = /^sqlite(?:\+\w+)?:\/\/\/(.*)$/.exec(written)?.[1];
  if (sqlite !== undefined) return sqlite;
  if (!/^\w[\w+.-]*:\/\//.test(written)) return written;
  const scheme = written.slice(0, written.indexOf(':'));
  const message = `${config} names a registry behind ${scheme}://, which is not read here`;
  const expected = 'let Feast serve it, feast serve_registry --rest-api, and name that address';
  throw new AsofError('bad_option', { message, expected });
}

/** The nearest folder above with a feature_store.yaml, but no further than a registry is put below one; else its own. */
function repositoryOf(file: string): string {
  for (let folder = dirname(file), i = 0; i < 3; folder = dirname(folder), i++)
    if (existsSync(join(folder, storeFile))) return folder;
  return dirname(file);
}

function noRepository(named: string): AsofError {
  const expected = 'name a repository of Feast, a registry file, or the address of a registry server';
  return new AsofError('bad_option', { message: `${named} has no ${storeFile} in it`, expected });
}
