import { joinBytes } from '../../text/join-bytes.ts';
import { DataType, Schema, type Field } from 'apache-arrow';
import { DictionaryBatch as FbDictionaryBatch } from 'apache-arrow/fb/dictionary-batch';
import { Endianness } from 'apache-arrow/fb/endianness';
import { MessageHeader } from 'apache-arrow/fb/message-header';
import { RecordBatch as FbRecordBatch } from 'apache-arrow/fb/record-batch';
import type { Schema as FbSchema } from 'apache-arrow/fb/schema';
import { BufferRegion, DictionaryBatch, FieldNode, Message, RecordBatch } from 'apache-arrow/ipc/metadata/message';
import { BatchCursor, type Codecs } from './batch-cursor.ts';
import type { ColumnReader } from './column-reader.ts';
import { columnReader, fieldOf, PartsOfDays, type ArrowReading } from './columns.ts';
import { columnName } from '../row-numbers.ts';
import { partsOf } from './damage.ts';
import { findMessages, type BatchMessage } from './messages.ts';
import { extensionKey, metadataOf } from './metadata.ts';
import { Refused } from './unreadable.ts';
import { withoutDictionaries } from './without-dictionaries.ts';
import { Budget, type Vector } from './vector.ts';

/** An Arrow IPC stream of few types, with nothing packed; its columns, which the stream has too. */
export interface PlainStream {
  fields: Field[];
  rows: number;
  bytes: Uint8Array;
  /** How many of the bytes are values. */
  size: number;
}

/**
 * Any Arrow IPC file or stream as one that both engines read, and read alike; `columns.ts` says which
 * types become which. `most` is how many bytes it may unpack to; columns in `uuids` are such, if of 16 bytes. Throws `Refused` and `TooLarge`; any
 * other error means damage.
 */
export function plainStream(
  bytes: Uint8Array,
  codecs: Codecs,
  most: number,
  uuids: ReadonlySet<string> = new Set(),
): PlainStream {
  try {
    return rewritten(bytes, codecs, most, uuids, true);
  } catch (error) {
    if (error instanceof PartsOfDays) return rewritten(bytes, codecs, most, uuids, false);
    throw error;
  }
}

function rewritten(
  bytes: Uint8Array,
  codecs: Codecs,
  most: number,
  uuids: ReadonlySet<string>,
  wholeDays: boolean,
): PlainStream {
  const { schema, batches } = findMessages(bytes);
  if (schema.endianness() === Endianness.Big)
    throw new Refused('it is big-endian Arrow', 'write it on a little-endian machine, or as Parquet');
  const reading: ArrowReading = { dictionaries: new Map(), fields: 0, wholeDays };
  const columns = columnsOf(schema, reading, uuids);
  const opened = batches.map((batch) =>
    open(
      batch,
      columns.map(({ reader }) => reader),
      reading,
      codecs,
    ),
  );
  // Before anything is unpacked.
  new Budget(most).spend(opened.reduce((sum, { cursor }) => sum + cursor.bytes, 0));
  const budget = new Budget(most);
  const rows = opened.reduce((sum, { cursor, dictionary }) => sum + (dictionary ? 0 : cursor.rows), 0);
  if (rows === 0) return withoutRows(columns.map(({ field }) => withoutDictionaries(field)));
  const fields = columns.map(({ field }) => field);
  const parts = framed(Message.from(new Schema(fields, metadataOf(schema))), []);
  let size = 0;
  for (const { cursor, readers, dictionary } of opened) {
    const { header, body, length } = laidOut(
      cursor.rows,
      readers.map((reader) => reader.read(cursor, budget)),
    );
    const whole = dictionary ? new DictionaryBatch(header, dictionary.id(), dictionary.isDelta()) : header;
    parts.push(...framed(Message.from(whole, length), body));
    size += length;
  }
  return { fields, rows, bytes: joinBytes([...parts, end]), size };
}

function withoutRows(fields: Field[]): PlainStream {
  return { fields, rows: 0, bytes: joinBytes([schemaMessage(new Schema(fields)), end]), size: 0 };
}

function columnsOf(
  schema: FbSchema,
  reading: ArrowReading,
  uuids: ReadonlySet<string>,
): { field: Field; reader: ColumnReader }[] {
  const fields = partsOf(schema, schema.fieldsLength(), (i) => schema.fields(i));
  return fields.map((field, i) => {
    const name = columnName(field.name() ?? '', i);
    const reader = columnReader(field, name, reading);
    const own = fieldOf(field, reader.type, name);
    const isUuid = uuids.has(field.name() ?? '') && DataType.isFixedSizeBinary(reader.type);
    return { field: isUuid ? own.clone({ metadata: uuidMetadata }) : own, reader };
  });
}

const uuidMetadata = new Map([
  [extensionKey, 'arrow.uuid'],
  ['ARROW:extension:metadata', ''],
]);

interface OpenBatch {
  cursor: BatchCursor;
  readers: readonly ColumnReader[];
  /** Of a batch that holds what the columns of a dictionary point into. */
  dictionary: FbDictionaryBatch | null;
}

function open(
  { message, body }: BatchMessage,
  columns: readonly ColumnReader[],
  { dictionaries }: ArrowReading,
  codecs: Codecs,
): OpenBatch {
  if (message.headerType() === MessageHeader.RecordBatch) {
    const batch = message.header(new FbRecordBatch()) as FbRecordBatch;
    return { cursor: new BatchCursor(batch, body, codecs), readers: columns, dictionary: null };
  }
  if (message.headerType() !== MessageHeader.DictionaryBatch) throw new Error('it holds more than a table');
  const dictionary = message.header(new FbDictionaryBatch()) as FbDictionaryBatch;
  const values = dictionaries.get(dictionary.id());
  if (!values) throw new Error('it has a dictionary that no column is of');
  return { cursor: new BatchCursor(dictionary.data()!, body, codecs), readers: [values], dictionary };
}

/** Nodes and buffers one after the other, parents before their children. */
function laidOut(
  rows: number,
  columns: readonly Vector[],
): { header: RecordBatch; body: Uint8Array[]; length: number } {
  const nodes: FieldNode[] = [];
  const regions: BufferRegion[] = [];
  const body: Uint8Array[] = [];
  let length = 0;
  const add = (vector: Vector): void => {
    nodes.push(new FieldNode(vector.length, vector.nulls));
    for (const buffer of vector.buffers) {
      regions.push(new BufferRegion(length, buffer.length));
      body.push(buffer, padding(buffer.length));
      length += buffer.length + padding(buffer.length).length;
    }
    vector.children.forEach(add);
  };
  columns.forEach(add);
  return { header: new RecordBatch(rows, nodes, regions), body, length };
}

function framed(message: Message, body: Uint8Array[]): Uint8Array[] {
  const metadata = Message.encode(message);
  const pad = padding(metadata.length);
  const head = Int32Array.of(-1, metadata.length + pad.length);
  return [new Uint8Array(head.buffer), metadata, pad, ...body];
}

/** The message with which a stream begins. */
export function schemaMessage(schema: Schema): Uint8Array {
  return joinBytes(framed(Message.from(schema), []));
}

/** The end of a stream. */
const end = new Uint8Array([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]);

function padding(length: number): Uint8Array {
  return new Uint8Array(-length & 7);
}
