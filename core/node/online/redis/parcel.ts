import { ByteWriter } from '../../../online/byte-writer.ts';

/** So many records a call of a script, and bytes: measured, more gains nothing and keeps other clients waiting. */
const recordsACall = 200;
const bytesACall = 1024 * 1024;

/** Keys and values for one call, as Redis reads arguments. */
export class Parcel {
  /** In their order. */
  keys: string[] = [];
  /** Where each key begins. */
  readonly #starts: number[] = [];
  readonly #writer = new ByteWriter();
  /** How many digits the last lengths had, of a key and of a value. */
  readonly #digits: [number, number] = [2, 3];

  /** For the next records. */
  empty(): void {
    this.keys = [];
    this.#starts.length = 0;
    this.#writer.at = 0;
  }

  get isFull(): boolean {
    return this.keys.length >= recordsACall || this.#writer.at >= bytesACall;
  }

  get hasTwins(): boolean {
    return new Set(this.keys).size < this.keys.length;
  }

  get bytes(): Buffer {
    return this.#part(0, this.#writer.at);
  }

  /** As much of it as one record is: two arguments. */
  recordBytes(place: number): Buffer {
    return this.#part(this.#starts[place]!, this.#starts[place + 1] ?? this.#writer.at);
  }

  add(key: string, writeValue: (writer: ByteWriter) => void): void {
    const [writer, digits] = [this.#writer, this.#digits];
    this.keys.push(key);
    this.#starts.push(writer.at);
    digits[0] = argument(writer, digits[0], () => writer.text(key));
    digits[1] = argument(writer, digits[1], () => writeValue(writer));
  }

  #part(from: number, to: number): Buffer {
    return Buffer.from(this.#writer.bytes.buffer, from, to - from);
  }
}

/** What is known of a view in Redis. */
export interface ViewInRedis {
  /** It holds some; until it has been found to, it may be new there. */
  records: boolean;
}

/** Parcels that were delivered, to be filled again: their memory is dear to come by and to get rid of. */
export class ParcelPool {
  readonly #free: Parcel[] = [];
  readonly #seen = new Map<string, ViewInRedis>();

  /** By what is the same in the keys of a view's records. */
  seen(view: string): ViewInRedis {
    const known = this.#seen.get(view) ?? { records: false };
    this.#seen.set(view, known);
    return known;
  }

  /** Its records are gone. */
  unsee(view: string): void {
    this.#seen.delete(view);
  }

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

const [carriageReturn, lineFeed, dollar, zero] = [13, 10, 36, 48];

/**
 * Writes `$`, the length, a line's end, the bytes and a line's end. The length is known last: so many
 * digits are left free for it as it is likely to have. Gives how many it had.
 */
function argument(writer: ByteWriter, likely: number, write: () => void): number {
  writer.reserve(32);
  const before = writer.at;
  writer.at += likely + 3;
  write();
  const length = writer.at - before - likely - 3;
  const digits = String(length).length;
  writer.reserve(32);
  const { bytes } = writer;
  if (digits !== likely) {
    bytes.copyWithin(before + digits + 3, before + likely + 3, writer.at);
    writer.at += digits - likely;
  }
  bytes[before] = dollar;
  for (let place = digits, rest = length; place > 0; place--, rest = Math.floor(rest / 10))
    bytes[before + place] = zero + (rest % 10);
  bytes[before + digits + 1] = bytes[writer.at++] = carriageReturn;
  bytes[before + digits + 2] = bytes[writer.at++] = lineFeed;
  return digits;
}
