import { feastKeyPrefix, writeFeastKey } from '../../../core/online/feast/entity-key.ts';
import { feastValue, type FeastType, type FileValue } from './value.ts';

/** What is materialized: a view of one join key, which is a text. */
export interface WrittenView {
  project: string;
  name: string;
  joinKey: string;
  features: Record<string, FeastType>;
}

/** A row of the view's file; seconds since 1970. */
export interface FileRow {
  entity: string;
  event: number;
  created: number;
  values: Record<string, FileValue>;
}

/** What is online of an entity: its key without the project's name, and its features' bytes. */
export interface WrittenRecord {
  key: Uint8Array;
  event: number;
  created: number;
  /** In the order of the view's features; the text stands beside the bytes in SQLite. */
  values: { name: string; bytes: Uint8Array; text: string | null }[];
}

/** From a run's start to its end, in seconds. */
export type Interval = readonly [start: number, end: number];

/**
 * What lies online after runs of `feast materialize-incremental`, one record an entity. Each run reads the rows whose
 * event timestamp is in its interval and that the file has by its end, and writes the newest of each entity: what comes
 * later is in no interval any more. A column of integers with a null among what a run has read goes through float64.
 */
export function materializedByFeast(
  view: WrittenView,
  rows: readonly FileRow[],
  runs: readonly Interval[],
): WrittenRecord[] {
  const prefix = feastKeyPrefix(3, [view.joinKey]);
  const online = new Map<string, WrittenRecord>();
  for (const [start, end] of runs) {
    const read = rows.filter(({ event, created }) => event > start && event <= end && created <= end);
    const newest = new Map<string, FileRow>();
    for (const row of read) if (row.event >= (newest.get(row.entity)?.event ?? -Infinity)) newest.set(row.entity, row);
    const rounded = roundedColumns(view, [...newest.values()]);
    for (const { entity, event, created, values } of newest.values()) {
      const key = writeFeastKey(prefix, [{ text: entity, type: 'VARCHAR' }])!;
      const written = Object.entries(view.features).map(([name, type]) => {
        const value = rounded.has(name) ? throughFloat64(values[name]!) : values[name]!;
        const text = value === null || type === 'UNIX_TIMESTAMP' ? null : String(value);
        return { name, bytes: feastValue(type, value), text };
      });
      online.set(entity, { key, event, created, values: written });
    }
  }
  return [...online.values()];
}

function roundedColumns({ features }: WrittenView, rows: readonly FileRow[]): Set<string> {
  const integers = Object.keys(features).filter((name) => features[name] === 'INT64');
  return new Set(integers.filter((name) => rows.some(({ values }) => values[name] === null)));
}

function throughFloat64(value: FileValue): FileValue {
  return typeof value === 'bigint' ? BigInt(Number(value)) : value;
}
