import type { Column, Run } from '../engine/engine.ts';
import type { FileFormat, FileOptions, Inference, TimeOptions } from '../model/definitions.ts';
import type { Sql } from '../sql/sql.ts';

/** An opened file (or the files of a glob) as the engine sees it. */
export interface Relation {
  /** How the user names it: a definition's name or the path as given. */
  name: string;
  /** Goes behind FROM and may be given an alias. */
  from: Sql;
  /** An expression over `from`: BIGINT, unique, rising in the source's row order. */
  rowOrder: Sql;
  /** The same as each row's number from 0, where that costs no count of the rows before; else null. */
  rowNumber: Sql | null;
  /** As in the file, before any field mapping. Names are unique, ignoring case. */
  columns: Column[];
  /** Where the format tells it without a scan, else null. */
  rows: number | null;
  files: FileStamp[];
  /** How its files are written, where that was worked out and may be doubted. */
  inferred: Inference[];
  /** Folders on the way to its files that look like columns, `key=value`, and are none for want of `partitions`. */
  folders?: string[];
  /** Columns that are a row's index and seldom a fact of it; absent where there are none. */
  index?: IndexColumn[];
  /** What a Parquet file has under `provenanceKey` in its metadata; absent where it has nothing, and of several files. */
  provenance?: string;
  /** Columns of TIMESTAMP that are in UTC already, whatever zone is declared for times without one. */
  utc?: string[];
  /** Columns of text that are read as numbers, but would not print as they are written: 12.50 became 12.5. */
  inexact?: string[];
}

/** The key of a Parquet file's metadata under which a training set has its provenance, as JSON. */
export const provenanceKey = 'asof';

/** What pandas calls the index; a text file's first column where it has no name; one called index that counts the rows from 0. */
export interface IndexColumn {
  column: string;
  kind: 'pandas' | 'nameless' | 'counting';
}

/** What is known of a path beside itself; how its files are read, where that is said. */
export interface OpenOptions extends FileOptions {
  /** What relative paths are relative to. */
  root: string;
  /** A definition's name. */
  name?: string;
  /** How its times are written, for columns that are declared to be times. */
  times?: TimeOptions;
  /** Columns that have to come out as they are written: keys, and all of a label table's. */
  exact?: 'all' | readonly string[];
}

/** Which version of a file was read. */
export interface FileStamp {
  path: string;
  bytes: number;
  /** Milliseconds since 1970. */
  modified: number;
}

/** Another text where the files are others, or have changed. */
export function versionOfFiles(files: readonly FileStamp[]): string {
  return JSON.stringify(files.map(({ path, bytes, modified }) => [path, bytes, modified]));
}

/** A port: opens files of every format of spec section 1 (source) and writes Parquet. */
export interface Tables {
  /** Whether there is a file or a folder of that name, whatever can be done with it. */
  isThere(path: string, root: string): Promise<boolean>;
  /**
   * The files that a path names, by name, whatever is in them. Throws `file_missing`, `file_empty`, `file_unreadable`
   * and `source_unsupported`.
   */
  find(path: string, root: string, format?: FileFormat): Promise<FileStamp[]>;
  /**
   * Opens a file or a glob. Throws `file_missing` (with the
   * near name), `file_empty`, `file_unreadable`, `file_kind_unknown`, `columns_duplicated`.
   */
  open(path: string, options: OpenOptions, run?: Run): Promise<Relation>;
  /** Throws `file_changed` where a file is no longer the one that was opened. */
  verify(relation: Relation): Promise<void>;
  /** SHA-256 of each file, as hex. */
  hash(relation: Pick<Relation, 'files'>, run?: Run): Promise<{ path: string; bytes: number; sha256: string }[]>;
  /**
   * Writes a query's rows to a Parquet file that appears whole or not at all; `metadata` becomes the
   * file's key-value metadata. Throws `output_unwritable`, `disk_full`, `cancelled`.
   */
  writeParquet(
    query: Sql,
    path: string,
    metadata: Record<string, string>,
    run?: Run,
  ): Promise<{ path: string; bytes: number; rows: number }>;
}
