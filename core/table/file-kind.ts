import { AsofError } from '../errors/asof-error.ts';

/** The formats of spec section 1, source; told by the ending, where nothing is declared. */
export type FileKind = 'parquet' | 'csv' | 'tsv' | 'jsonl' | 'json' | 'arrow';

const kinds = new Map<string, FileKind>([
  ['parquet', 'parquet'],
  ['parq', 'parquet'],
  ['pq', 'parquet'],
  ['csv', 'csv'],
  ['tsv', 'tsv'],
  ['jsonl', 'jsonl'],
  ['ndjson', 'jsonl'],
  ['json', 'json'],
  ['arrow', 'arrow'],
  ['feather', 'arrow'],
  ['ipc', 'arrow'],
]);

/** How a user calls the format, in messages. */
export const formatNames: Record<FileKind, string> = {
  parquet: 'Parquet',
  csv: 'CSV',
  tsv: 'TSV',
  jsonl: 'JSON lines',
  json: 'JSON',
  arrow: 'Arrow',
};

/** What people have and Asof does not read, by its ending. */
const foreign: [endings: string[], what: string, hint: string][] = [
  [['xlsx', 'xls', 'xlsm', 'xlsb', 'ods'], 'a spreadsheet', 'save the sheet as CSV'],
  [['sqlite', 'sqlite3', 'db', 'duckdb', 'mdb'], 'a database', 'export the table as Parquet or CSV'],
  [['avro'], 'an Avro file', 'convert it to Parquet'],
  [['orc'], 'an ORC file', 'convert it to Parquet'],
  [['pkl', 'pickle', 'npy', 'npz', 'h5', 'hdf5'], 'a file of Python', 'write the table with to_parquet'],
  [['rds', 'rda', 'rdata', 'sas7bdat', 'sav', 'dta'], 'a file of a statistics program', 'export the table as CSV'],
  [['zip', 'tar', 'tgz', '7z', 'bz2', 'xz', 'rar'], 'an archive', 'unpack it; .gz and .zst are seen through'],
];

/** Null where the ending says nothing. Text may be packed: `.csv.gz`, `.jsonl.zst`. */
export function fileKind(path: string): FileKind | null {
  const unpacked = path.replace(/\.(gz|zst)$/i, '');
  const kind = kinds.get(endingOf(unpacked)) ?? null;
  return unpacked !== path && (kind === 'parquet' || kind === 'arrow') ? null : kind;
}

/** Why a file has no kind: it is one of something else, or its ending says nothing. */
export function unknownKind(path: string): AsofError {
  const where = { file: path };
  const ending = endingOf(path);
  const found = foreign.find(([endings]) => endings.includes(ending));
  if (!found) return new AsofError('file_kind_unknown', { path }, { where });
  return new AsofError('source_unsupported', { path, what: found[1], hint: found[2] }, { where });
}

/** Throws where the path is an address on a network: files are read from the disk. */
export function refuseRemote(path: string): void {
  if (!/^[a-z][a-z0-9+.-]+:\/\//i.test(path)) return;
  const hint = 'copy it here, as Parquet or CSV, and name the file';
  throw new AsofError('source_unsupported', { path, what: 'a remote source', hint }, { where: { file: path } });
}

function endingOf(path: string): string {
  return (/\.([a-z0-9]+)$/i.exec(path)?.[1] ?? '').toLowerCase();
}
