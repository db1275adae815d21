import { Schema, tableFromIPC, TimestampMicrosecond } from 'apache-arrow';
import { schemaMessage } from '../../table/arrow/plain-stream.ts';
import { refused } from '../../table/arrow/unreadable.ts';
import { notesIn, footerWithNote, type ColumnNote } from './footer.ts';

/** Where a writer of Parquet puts the Arrow schema of what it wrote, as base64. */
export const arrowSchemaKey = 'ARROW:schema';

/**
 * The columns of times in 96 bits of which parquet-wasm would make nanoseconds, and other times of those before 1677
 * and after 2262. Throws `Refused` for what has such times within.
 */
export function int96In(footer: Uint8Array, columns: readonly ColumnNote[]): string[] {
  const doubted = columns.filter(({ is, within }) => is === 'int96' || within.has('int96'));
  if (doubted.length === 0 || notesIn(footer).has(arrowSchemaKey)) return [];
  const within = doubted.find((column) => column.within.has('int96'));
  if (within) throw refused(within.name, 'of times in 96 bits (INT96)', 'write them in microseconds');
  return doubted.map(({ name }) => name);
}

/** The same file, which says in its footer that these columns are in microseconds; `stream` is any of its batches. */
export function inMicroseconds(content: Blob, footer: Uint8Array, names: readonly string[], stream: Uint8Array): Blob {
  const { schema } = tableFromIPC(stream);
  const fields = schema.fields.map((field) =>
    names.includes(field.name) ? field.clone({ type: new TimestampMicrosecond() }) : field,
  );
  const message = schemaMessage(new Schema(fields));
  const base64 = btoa(Array.from(message, (byte) => String.fromCharCode(byte)).join(''));
  const data = content.slice(0, content.size - 8 - footer.length);
  return new Blob([data, footerWithNote(footer, arrowSchemaKey, base64) as BlobPart]);
}
