/** The values of a column in one batch, laid out as its Arrow type says: the validity bitmap first. */
export interface Vector {
  length: number;
  nulls: number;
  buffers: Uint8Array[];
  children: Vector[];
}

/** Bytes that may still be taken up. A small file can say that it unpacks to gigabytes. */
export class Budget {
  readonly #most: number;
  #left: number;

  constructor(most: number) {
    this.#most = most;
    this.#left = most;
  }

  spend(bytes: number): void {
    this.#left -= bytes;
    if (!(this.#left >= 0)) throw new TooLarge(this.#most - this.#left, this.#most);
  }

  allocate(bytes: number): Uint8Array<ArrayBuffer> {
    this.spend(bytes);
    return new Uint8Array(bytes);
  }
}

export class TooLarge extends Error {
  readonly most: number;

  constructor(bytes: number, most: number) {
    super(`it unpacks to ${gigabytes(bytes)} or more, and ${gigabytes(most)} is what there is room for`);
    this.most = most;
  }
}

function gigabytes(bytes: number): string {
  return bytes < 1e8 ? `${(bytes / 1e6).toPrecision(2)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

/** Whether a row has a value; Arrow leaves the bitmap out where all have. */
export function validity({ buffers: [bitmap] }: Vector): (row: number) => boolean {
  if (!bitmap?.length) return () => true;
  return (row) => (bitmap[row >> 3]! & (1 << (row & 7))) !== 0;
}

/** A buffer as numbers, copied where it does not lie as such an array has to. */
export function numbers<T>(buffer: Uint8Array, type: NumberArray<T>, length: number): T {
  const bytes = length * type.BYTES_PER_ELEMENT;
  if (buffer.length < bytes) throw new Error('a buffer is too short');
  const aligned = buffer.byteOffset % type.BYTES_PER_ELEMENT === 0;
  return aligned
    ? new type(buffer.buffer as ArrayBuffer, buffer.byteOffset, length)
    : new type(buffer.slice(0, bytes).buffer, 0, length);
}

export interface NumberArray<T> {
  new (buffer: ArrayBuffer, offset: number, length: number): T;
  readonly BYTES_PER_ELEMENT: number;
}

export function bytesOf(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
