import { ByteWriter } from '../../online/byte-writer.ts';

/** So many records a call of a script, and bytes: measured, more gains nothing and keeps other clients waiting. */
const recordsACall = 200;
const bytesACall = 1024 * 1024;

/** Keys and values for one call of a script, each behind its length in four bytes, big-endian. */
export class Parcel {
  /** In their order. */
  keys: string[] = [];
  /** Where each key's length begins. */
  readonly #starts: number[] = [];
  readonly #writer = new ByteWriter();

  /** For the next records. */
  empty(): void {
    this.keys = [];
    this.#starts.length = 0;
    this.#writer.at = 0;
  }

  get isFull(): boolean {
    return this.keys.length >= recordsACall || this.#writer.at >= bytesACall;
  }

  get bytes(): Buffer {
    return this.#part(0, this.#writer.at);
  }

  /** As much of it as one record is. */
  recordBytes(place: number): Buffer {
    return this.#part(this.#starts[place]!, this.#starts[place + 1] ?? this.#writer.at);
  }

  add(key: string, writeValue: (writer: ByteWriter) => void): void {
    const writer = this.#writer;
    this.keys.push(key);
    this.#starts.push(writer.at);
    behindItsLength(writer, () => writer.text(key));
    behindItsLength(writer, () => writeValue(writer));
  }

  #part(from: number, to: number): Buffer {
    return Buffer.from(this.#writer.bytes.buffer, from, to - from);
  }
}

/** Parcels that were delivered, to be filled again: their memory is dear to come by and to get rid of. */
export class ParcelPool {
  readonly #free: Parcel[] = [];

  take(): Parcel {
    return this.#free.pop() ?? new Parcel();
  }

  /** Of a parcel that was answered. One that failed may still be with the client, to be sent once more. */
  give(parcel: Parcel): void {
    parcel.empty();
    if (this.#free.length < mostFree) this.#free.push(parcel);
  }
}

const mostFree = 64;

function behindItsLength(writer: ByteWriter, write: () => void): void {
  writer.reserve(4);
  const before = writer.at;
  writer.at += 4;
  write();
  writer.view.setUint32(before, writer.at - before - 4);
}
