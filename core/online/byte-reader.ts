import { widths, type OnlineValue } from './schema.ts';
import type { StoredKind } from '../types/describe-type.ts';

/** Reads what a `ByteWriter` wrote. Past the end it throws a RangeError. */
export class ByteReader {
  at = 0;
  readonly bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  instant(): bigint {
    const instant = BigInt.asIntN(64, this.#view.getBigUint64(this.at) ^ (1n << 63n));
    this.at += 8;
    return instant;
  }

  /** Throws a RangeError past the end. */
  value(kind: StoredKind): OnlineValue {
    const { at } = this;
    const view = this.#view;
    if (typeof kind === 'object') return this.#list(kind.list);
    this.at += widths[kind];
    switch (kind) {
      case 'bool':
        return view.getUint8(at) === 1;
      case 'i32':
        return view.getInt32(at, true);
      case 'u32':
        return view.getUint32(at, true);
      case 'i64':
      case 'timestamp':
        return view.getBigInt64(at, true);
      case 'u64':
        return view.getBigUint64(at, true);
      case 'f32':
        return view.getFloat32(at, true);
      case 'f64':
        return view.getFloat64(at, true);
      case 'text':
        return this.#text(view.getUint32(at, true));
    }
  }

  #text(length: number): string {
    if (this.at + length > this.bytes.length) throw new RangeError('past the end');
    return decoder.decode(this.bytes.subarray(this.at, (this.at += length)));
  }

  #list(kind: StoredKind): OnlineValue[] {
    const length = this.#view.getUint32(this.at, true);
    this.at += 4;
    if (length > this.bytes.length) throw new RangeError('past the end');
    return Array.from({ length }, () => {
      const isNull = this.#view.getUint8(this.at++) === 0;
      return isNull ? null : this.value(kind);
    });
  }
}

// A text may begin with what is a byte order mark elsewhere.
const decoder = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });
