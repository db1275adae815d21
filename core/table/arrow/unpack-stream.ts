import { unpackLz4 } from './lz4.ts';

/** Unpacks one buffer to the given length. */
export type Unpack = (packed: Uint8Array, length: number) => Uint8Array;

/** By the codes of Arrow's `CompressionType`. */
export type Codecs = Partial<Record<0 | 1, Unpack>>;
const codecNames = ['LZ4', 'ZSTD'];

/**
 * An Arrow IPC stream with its buffers unpacked; the stream itself where none is packed. pandas and
 * pyarrow pack Feather files with LZ4 unless told otherwise, and no Arrow reader for JavaScript
 * unpacks them. Messages keep their metadata: lengths and offsets are written over in place, and the
 * note that the batch is packed is taken out of its table (arrow.apache.org: Columnar format, IPC).
 */
export function unpackStream(stream: Uint8Array, codecs: Codecs): Uint8Array {
  const parts: Uint8Array[] = [];
  let packed = false;
  for (const message of messages(stream)) {
    const batch = batchOf(message.metadata);
    const codec = batch && compressionOf(message.metadata, batch);
    if (!batch || codec === undefined) {
      parts.push(message.whole);
      continue;
    }
    packed = true;
    const unpack = codecs[codec as 0 | 1];
    if (!unpack) throw new Error(`it is packed with ${codecNames[codec] ?? 'an unknown method'}`);
    // A copy, to write in: `slice` of a Node Buffer is none.
    const head = new Uint8Array(message.whole.subarray(0, message.whole.length - message.body.length));
    const metadata = new DataView(head.buffer, headBytes);
    parts.push(head, ...unpackBody(metadata, message.body, unpack));
  }
  return packed ? concat(parts) : stream;
}

/** A message's marker and the length of its metadata. */
const headBytes = 8;

interface Message {
  /** From its marker to the end of its body. */
  whole: Uint8Array;
  metadata: DataView;
  body: Uint8Array;
}

function* messages(stream: Uint8Array): Iterable<Message> {
  const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
  for (let at = 0; at + headBytes <= stream.length && view.getInt32(at, true) === -1;) {
    const size = view.getInt32(at + 4, true);
    if (size === 0) return;
    const metadata = new DataView(stream.buffer, stream.byteOffset + at + headBytes, size);
    const bodyAt = at + headBytes + size;
    const end = bodyAt + Number(bodyLength(metadata).value);
    yield { whole: stream.subarray(at, end), metadata, body: stream.subarray(bodyAt, end) };
    at = end;
  }
}

/** Writes new lengths and offsets into the metadata; gives the new body. */
function unpackBody(metadata: DataView, body: Uint8Array, unpack: Unpack): Uint8Array[] {
  const batch = batchOf(metadata)!;
  const vector = batch.follow(2)!;
  const parts: Uint8Array[] = [];
  let end = 0;
  for (let i = 0, at = vector + 4; i < metadata.getInt32(vector, true); i++, at += 16) {
    const start = Number(metadata.getBigInt64(at, true));
    const buffer = unpackBuffer(body.subarray(start, start + Number(metadata.getBigInt64(at + 8, true))), unpack);
    metadata.setBigInt64(at, BigInt(end), true);
    metadata.setBigInt64(at + 8, BigInt(buffer.length), true);
    parts.push(buffer, new Uint8Array(-buffer.length & 7));
    end += buffer.length + (-buffer.length & 7);
  }
  metadata.setBigInt64(bodyLength(metadata).at, BigInt(end), true);
  batch.remove(3);
  return parts;
}

/** A packed buffer starts with its length; -1 means that it was not worth packing. */
function unpackBuffer(buffer: Uint8Array, unpack: Unpack): Uint8Array {
  if (buffer.length === 0) return buffer;
  const length = Number(new DataView(buffer.buffer, buffer.byteOffset).getBigInt64(0, true));
  return length === -1 ? buffer.subarray(8) : unpack(buffer.subarray(8), length);
}

/** A table of a flatbuffer: fields by number, absent ones undefined. */
class FlatTable {
  readonly #view: DataView;
  readonly #at: number;

  constructor(view: DataView, at: number) {
    this.#view = view;
    this.#at = at;
  }

  /** Where a field's value stands. */
  field(number: number): number | undefined {
    const slot = this.#slot(number);
    const offset = slot === undefined ? 0 : this.#view.getUint16(slot, true);
    return offset === 0 ? undefined : this.#at + offset;
  }

  /** Where the table or vector is that a field points to. */
  follow(number: number): number | undefined {
    const at = this.field(number);
    return at === undefined ? undefined : at + this.#view.getUint32(at, true);
  }

  remove(number: number): void {
    this.#view.setUint16(this.#slot(number)!, 0, true);
  }

  #slot(number: number): number | undefined {
    const directory = this.#at - this.#view.getInt32(this.#at, true);
    return 4 + number * 2 < this.#view.getUint16(directory, true) ? directory + 4 + number * 2 : undefined;
  }
}

function root(metadata: DataView): FlatTable {
  return new FlatTable(metadata, metadata.getUint32(0, true));
}

function bodyLength(metadata: DataView): { at: number; value: bigint } {
  const at = root(metadata).field(3);
  return at === undefined ? { at: 0, value: 0n } : { at, value: metadata.getBigInt64(at, true) };
}

/** The record batch of a message that is one, or that is a dictionary. */
function batchOf(metadata: DataView): FlatTable | undefined {
  const message = root(metadata);
  const kind = metadata.getUint8(message.field(1)!);
  const header = new FlatTable(metadata, message.follow(2)!);
  if (kind === 3) return header;
  return kind === 2 ? new FlatTable(metadata, header.follow(1)!) : undefined;
}

/** LZ4 is the default, and defaults are left out. */
function compressionOf(metadata: DataView, batch: FlatTable): number | undefined {
  const compression = batch.follow(3);
  if (compression === undefined) return undefined;
  const codec = new FlatTable(metadata, compression).field(0);
  return codec === undefined ? 0 : metadata.getInt8(codec);
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

export const ownCodecs: Codecs = { 0: unpackLz4 };
