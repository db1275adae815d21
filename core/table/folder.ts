import { AsofError } from '../errors/asof-error.ts';
import type { FileFormat } from '../model/definitions.ts';
import { fileKind } from './file-kind.ts';
import type { FileStamp } from './relation.ts';

/**
 * Of the files under a folder, those that are its table: no hidden ones and none of another program's
 * (`_SUCCESS`, `.crc`), and of the declared format, or of any that is read. `path` is how messages name
 * the folder. Throws `file_unreadable` where none is left.
 */
export function tableFiles(folder: string, path: string, files: readonly FileStamp[], format?: FileFormat) {
  const seen = files.filter((file) => !/(^|[/\\])[_.]/.test(file.path.slice(folder.length)));
  const ofFormat = seen.filter((file) => (format ? fileKind(file.path) === format : fileKind(file.path) !== null));
  const found = ofFormat.length > 0 || !format ? ofFormat : seen.filter((file) => fileKind(file.path) === null);
  if (found.length > 0) return found;
  const other = seen[0]?.path.slice(folder.length).replace(/^[/\\]/, '');
  const reason = other === undefined ? 'the folder is empty' : `the folder holds ${other} and the like`;
  const hint = 'it needs files that are Parquet, CSV, TSV, JSON lines or Arrow, by their endings or by format';
  throw new AsofError('file_unreadable', { path, format: 'a table', reason, hint }, { where: { file: path } });
}

/** Folders, as far as `refuseManaged` looks into them. */
export interface Folders {
  parent(path: string): string | null;
  isThere(folder: string, name: string): Promise<boolean>;
  /** The names in a folder; none where there is no such folder. */
  names(folder: string, name: string): Promise<string[]>;
}

/**
 * Throws where a file lies in the folder of a Delta, Hudi or Iceberg table: only its log says which of
 * the files hold rows that are still there.
 */
export async function refuseManaged(files: readonly string[], folders: Folders): Promise<void> {
  const looked = new Set<string>();
  for (const file of files) {
    for (let folder = folders.parent(file); folder !== null && !looked.has(folder); folder = folders.parent(folder)) {
      looked.add(folder);
      const managed = await managedBy(folder, folders);
      if (!managed) continue;
      const [kind, log] = managed;
      const what = `${kind === 'Iceberg' ? 'an' : 'a'} ${kind} table, and without its log (${log}) removed rows would come back`;
      const writer = kind === 'Delta' ? 'deltalake or Spark' : 'Spark';
      const hint = `write its current rows to a Parquet file elsewhere, for example with ${writer}; move a file that is not one of its own`;
      throw new AsofError('source_unsupported', { path: folder, what, hint }, { where: { file: folder } });
    }
  }
}

async function managedBy(folder: string, folders: Folders): Promise<[kind: string, log: string] | null> {
  if (await folders.isThere(folder, '_delta_log')) return ['Delta', '_delta_log'];
  for (const log of ['.hoodie', '_hoodie']) if (await folders.isThere(folder, log)) return ['Hudi', log];
  const metadata = await folders.names(folder, 'metadata');
  return metadata.some((name) => icebergMetadata.test(name)) ? ['Iceberg', 'metadata'] : null;
}

/** `v3.metadata.json`, `00003-(a UUID).metadata.json`, packed or not; not what people call so. */
const icebergMetadata = /(^|[/\\])(v[0-9]+|[0-9]{5,}-[^/\\]+)([.]gz)?[.]metadata[.]json([.]gz)?$/;
