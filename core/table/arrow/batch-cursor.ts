import type { RecordBatch } from 'apache-arrow/fb/record-batch';
import { CompressionType } from 'apache-arrow/fb/compression-type';
import { damaged, partsOf } from './damage.ts';
import { Refused } from './unreadable.ts';
import type { Vector } from './vector.ts';

/** Unpacks one buffer to the given length. */
export type Unpack = (packed: Uint8Array, length: number) => Uint8Array;

/** By the codes of Arrow's `CompressionType`. */
export type Codecs = Partial<Record<CompressionType, Unpack>>;

/** Gives a batch's nodes and buffers one after the other, unpacked: parents before their children. */
export class BatchCursor {
  readonly rows: number;
  readonly #batch: RecordBatch;
  readonly #body: Uint8Array;
  readonly #unpack: Unpack | null;
  #node = 0;
  #buffer = 0;
  #variadic = 0;

  /** Throws where the batch is packed with something that `codecs` do not know. */
  constructor(batch: RecordBatch, body: Uint8Array, codecs: Codecs) {
    this.rows = Number(batch.length());
    this.#batch = batch;
    this.#body = body;
    this.#unpack = unpackOf(batch, codecs);
  }

  /** How long all buffers are when they are unpacked, as they say themselves. */
  get bytes(): number {
    const lengths = partsOf(this.#batch, this.#batch.buffersLength(), (i) => this.#lengthOf(this.#raw(i)));
    return lengths.reduce((sum, length) => sum + length, 0);
  }

  node(): Pick<Vector, 'length' | 'nulls'> {
    if (this.#node >= this.#batch.nodesLength()) throw new Error(damaged);
    const node = this.#batch.nodes(this.#node++)!;
    const [length, nulls] = [Number(node.length()), Number(node.nullCount())];
    if (length < 0 || nulls < 0 || nulls > length) throw new Error(damaged);
    return { length, nulls };
  }

  buffer(): Uint8Array {
    const raw = this.#raw(this.#buffer++);
    if (!this.#unpack || raw.length === 0) return raw;
    const length = this.#lengthOf(raw);
    return length === raw.length - 8 && declared(raw) === -1 ? raw.subarray(8) : this.#unpack(raw.subarray(8), length);
  }

  buffers(count: number): Uint8Array[] {
    return partsOf(this.#batch, count, () => this.buffer());
  }

  /** How many buffers of values the next column of views has. The field is newer than Arrow's own reader here. */
  variadic(): number {
    const { bb, bb_pos } = this.#batch;
    const at = bb!.__offset(bb_pos, 12);
    if (at === 0 || this.#variadic >= bb!.__vector_len(bb_pos + at)) throw new Error(damaged);
    return Number(bb!.readInt64(bb!.__vector(bb_pos + at) + 8 * this.#variadic++));
  }

  #raw(index: number): Uint8Array {
    if (index >= this.#batch.buffersLength()) throw new Error(damaged);
    const buffer = this.#batch.buffers(index)!;
    const [start, length] = [Number(buffer.offset()), Number(buffer.length())];
    if (start < 0 || length < 0 || start + length > this.#body.length) throw new Error(damaged);
    return this.#body.subarray(start, start + length);
  }

  #lengthOf(raw: Uint8Array): number {
    if (!this.#unpack || raw.length === 0) return raw.length;
    const length = declared(raw);
    return length === -1 ? raw.length - 8 : length;
  }
}

/** A packed buffer starts with its length; -1 means that it was not worth packing. */
function declared(raw: Uint8Array): number {
  if (raw.length < 8) throw new Error(damaged);
  const length = Number(new DataView(raw.buffer, raw.byteOffset).getBigInt64(0, true));
  if (length < -1) throw new Error(damaged);
  return length;
}

const codecNames: Record<CompressionType, string> = {
  [CompressionType.LZ4_FRAME]: 'LZ4',
  [CompressionType.ZSTD]: 'ZSTD',
};

function unpackOf(batch: RecordBatch, codecs: Codecs): Unpack | null {
  const compression = batch.compression();
  if (!compression) return null;
  const unpack = codecs[compression.codec()];
  if (unpack) return unpack;
  throw new Refused(
    `it is packed with ${codecNames[compression.codec()] ?? 'an unknown method'}`,
    "write it with compression='lz4' or 'uncompressed'",
  );
}
