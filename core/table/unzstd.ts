import { Decompress } from 'fzstd';

/** A block of zstd holds no more, and four bytes can say one: so many are given at once that what they unpack to has room. */
const blockBytes = 128 * 1024;
const sliceBytes = 1024;

/** Unpacks zstd piece by piece; whoever takes the pieces may stop. */
export class Unzstd {
  readonly #out: Uint8Array[] = [];
  readonly #stream = new Decompress((piece) => {
    if (piece.length > blockBytes) throw new RangeError('a block of zstd is too long');
    this.#out.push(piece);
  });

  *push(packed: Uint8Array): Iterable<Uint8Array> {
    for (let at = 0; at < packed.length; at += sliceBytes) {
      this.#stream.push(packed.subarray(at, at + sliceBytes));
      yield* this.#out.splice(0);
    }
  }

  *end(): Iterable<Uint8Array> {
    this.#stream.push(new Uint8Array(0), true);
    yield* this.#out.splice(0);
  }
}

/** Unpacks a frame of zstd to the given length. */
export function unpackZstd(frame: Uint8Array, length: number): Uint8Array {
  const output = new Uint8Array(length);
  const stream = new Unzstd();
  let end = 0;
  for (const pieces of [stream.push(frame), stream.end()]) {
    for (const piece of pieces) {
      if (end + piece.length > length) throw wrongLength();
      output.set(piece, end);
      end += piece.length;
    }
  }
  if (end !== length) throw wrongLength();
  return output;
}

function wrongLength(): Error {
  return new Error('a ZSTD frame has another length than it says');
}
