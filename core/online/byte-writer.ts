import { widths, type OnlineValue } from './schema.ts';
import type { StoredKind } from '../types/describe-type.ts';

/** Bytes that grow at their end. Numbers are little-endian. */
export class ByteWriter {
  bytes = new Uint8Array(4096);
  view = new DataView(this.bytes.buffer);
  at = 0;

  reserve(count: number): void {
    if (this.at + count <= this.bytes.length) return;
    const bigger = new Uint8Array(Math.max(this.bytes.length * 2, this.at + count));
    bigger.set(this.bytes);
    this.bytes = bigger;
    this.view = new DataView(bigger.buffer);
  }

  fill(byte: number, count: number): void {
    this.bytes.fill(byte, this.at, (this.at += count));
  }

  /** Big-endian, its sign bit flipped: the order of the bytes is that of time. */
  instant(instant: bigint): void {
    this.view.setBigInt64(this.at, instant);
    this.bytes[this.at]! ^= 0x80;
    this.at += 8;
  }

  append(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.at);
    this.at += bytes.length;
  }

  /** As UTF-8. */
  text(text: string): void {
    // A character has at most three bytes.
    this.reserve(text.length * 3);
    this.at += encoder.encodeInto(text, this.bytes.subarray(this.at)).written;
  }

  value(kind: StoredKind, value: OnlineValue): void {
    this.reserve(8);
    const { at, view } = this;
    if (typeof kind === 'object') return this.#list(kind.list, value as OnlineValue[]);
    switch (kind) {
      case 'bool':
        this.bytes[at] = value ? 1 : 0;
        break;
      case 'i32':
        view.setInt32(at, Number(value), true);
        break;
      case 'u32':
        view.setUint32(at, Number(value), true);
        break;
      case 'i64':
      case 'timestamp':
        view.setBigInt64(at, value as bigint, true);
        break;
      case 'u64':
        view.setBigUint64(at, value as bigint, true);
        break;
      case 'f32':
        view.setFloat32(at, value as number, true);
        break;
      case 'f64':
        view.setFloat64(at, value as number, true);
        break;
      case 'text':
        return this.#text(value as string);
    }
    this.at += widths[kind];
  }

  #text(text: string): void {
    const before = this.at;
    this.reserve(4);
    this.at += 4;
    this.text(text);
    this.view.setUint32(before, this.at - before - 4, true);
  }

  #list(kind: StoredKind, values: readonly OnlineValue[]): void {
    this.view.setUint32(this.at, values.length, true);
    this.at += 4;
    for (const value of values) {
      this.reserve(1);
      this.bytes[this.at++] = value === null ? 0 : 1;
      if (value !== null) this.value(kind, value);
    }
  }
}

const encoder = new TextEncoder();
