import { Footer } from 'apache-arrow/fb/footer';
import { Message } from 'apache-arrow/fb/message';
import { MessageHeader } from 'apache-arrow/fb/message-header';
import { Schema } from 'apache-arrow/fb/schema';
import { ByteBuffer } from 'flatbuffers';
import { damaged, partsOf } from './damage.ts';

/** What lies in an Arrow IPC file or stream (arrow.apache.org: Columnar format, IPC). */
export interface Messages {
  schema: Schema;
  /** Dictionaries before the batches that need them. */
  batches: BatchMessage[];
}

export interface BatchMessage {
  message: Message;
  body: Uint8Array;
}

/**
 * Finds the messages of an `.arrow` or `.feather` file, whose footer says where they are, or of a
 * stream. What stands between a file's magic and its first batch is not looked at: polars and Arrow's
 * own JavaScript write no schema there that could be read. Throws where the bytes are no such thing.
 */
export function findMessages(bytes: Uint8Array): Messages {
  const starts = (at: number) => magic.every((byte, i) => bytes[at + i] === byte);
  if (starts(0)) {
    if (!starts(bytes.length - magic.length)) throw new Error('its end is missing');
    return ofFile(bytes);
  }
  if (bytes.length < 8 || readInt32(bytes, 0) !== -1) throw new Error('it is not an Arrow file');
  return ofStream(bytes);
}

const magic = [...'ARROW1'].map((c) => c.charCodeAt(0));

function ofFile(bytes: Uint8Array): Messages {
  const end = bytes.length - magic.length - 4;
  const start = end - readInt32(bytes, end);
  const footer = Footer.getRootAsFooter(new ByteBuffer(slice(bytes, start, end)));
  const blocks = [
    ...partsOf(footer, footer.dictionariesLength(), (i) => footer.dictionaries(i)),
    ...partsOf(footer, footer.recordBatchesLength(), (i) => footer.recordBatches(i)),
  ];
  const schema = footer.schema();
  if (!schema) throw new Error('its footer has no schema');
  return { schema, batches: blocks.map((block) => messageAt(bytes, Number(block.offset()))!.batch) };
}

function ofStream(bytes: Uint8Array): Messages {
  const first = messageAt(bytes, 0);
  if (first?.batch.message.headerType() !== MessageHeader.Schema) throw new Error('it has no schema');
  const schema = first.batch.message.header(new Schema()) as Schema;
  const batches: BatchMessage[] = [];
  for (let next = messageAt(bytes, first.end); next; next = messageAt(bytes, next.end)) batches.push(next.batch);
  return { schema, batches };
}

/** Null at the stream's end. Streams of before 2019 have no marker before a message's length. */
function messageAt(bytes: Uint8Array, at: number): { batch: BatchMessage; end: number } | null {
  if (at + 4 > bytes.length) return null;
  const from = readInt32(bytes, at) === -1 ? at + 4 : at;
  const size = from + 4 > bytes.length ? 0 : readInt32(bytes, from);
  if (size === 0) return null;
  const bodyAt = from + 4 + size;
  const message = Message.getRootAsMessage(new ByteBuffer(slice(bytes, from + 4, bodyAt)));
  const end = bodyAt + Number(message.bodyLength());
  return { batch: { message, body: slice(bytes, bodyAt, end) }, end };
}

function slice(bytes: Uint8Array, from: number, to: number): Uint8Array {
  if (from < 0 || to < from || to > bytes.length) throw new Error(damaged);
  return bytes.subarray(from, to);
}

function readInt32(bytes: Uint8Array, at: number): number {
  if (at < 0 || at + 4 > bytes.length) throw new Error(damaged);
  return new DataView(bytes.buffer, bytes.byteOffset).getInt32(at, true);
}
