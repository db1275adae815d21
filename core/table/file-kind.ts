/** The formats of spec section 1, source; told by the ending alone. */
export type FileKind = 'parquet' | 'csv' | 'tsv' | 'jsonl' | 'json' | 'arrow';

const kinds: Record<string, FileKind> = {
  parquet: 'parquet',
  csv: 'csv',
  tsv: 'tsv',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  json: 'json',
  arrow: 'arrow',
  feather: 'arrow',
};

/** How a user calls the format, in messages. */
export const formatNames: Record<FileKind, string> = {
  parquet: 'Parquet',
  csv: 'CSV',
  tsv: 'TSV',
  jsonl: 'JSON lines',
  json: 'JSON',
  arrow: 'Arrow',
};

/** Null where the ending says nothing. */
export function fileKind(path: string): FileKind | null {
  const ending = /\.([a-z]+)$/i.exec(path)?.[1];
  return (ending && kinds[ending.toLowerCase()]) || null;
}
