import { joinBytes } from '../text/join-bytes.ts';

/** Electron's ports copy and cannot transfer: no frame, its header included, is larger than this. */
export const frameBytes = 1_000_000;

/** Message number (uint32), piece number (uint32), 1 in the last piece. Big endian. */
const headerBytes = 9;
const pieceBytes = frameBytes - headerBytes;

/** So many messages may be under way at once: each that was begun is remembered until it ends. */
const mostUnfinished = 16;

/** Cuts a message into frames; an empty message is one frame. Every piece but the last is as large as can be. */
export function* cut(message: Uint8Array, number: number): Generator<Uint8Array> {
  const pieces = Math.max(1, Math.ceil(message.length / pieceBytes));
  for (let index = 0; index < pieces; index++) {
    const piece = message.subarray(index * pieceBytes, (index + 1) * pieceBytes);
    const frame = new Uint8Array(headerBytes + piece.length);
    const header = new DataView(frame.buffer);
    header.setUint32(0, number);
    header.setUint32(4, index);
    header.setUint8(8, index === pieces - 1 ? 1 : 0);
    frame.set(piece, headerBytes);
    yield frame;
  }
}

/** Puts messages together again. Frames of several messages may come interleaved. */
export class Assembler {
  readonly #limit: number;
  readonly #unfinished = new Map<number, { pieces: Uint8Array[]; bytes: number }>();
  #held = 0;

  /** @param limit How many bytes unfinished messages may hold together. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether a message was begun and has not ended. */
  get waits(): boolean {
    return this.#unfinished.size > 0;
  }

  /** The message that this frame completes, else null. Throws where the frame breaks the rules. */
  add(frame: Uint8Array): Uint8Array | null {
    if (frame.length < headerBytes || frame.length > frameBytes) throw new RangeError('a frame of a wrong size');
    const header = new DataView(frame.buffer, frame.byteOffset, headerBytes);
    const number = header.getUint32(0);
    const message = this.#unfinished.get(number) ?? { pieces: [], bytes: 0 };
    if (header.getUint32(4) !== message.pieces.length) throw new RangeError('a frame out of order');
    const piece = frame.subarray(headerBytes);
    const isLast = header.getUint8(8) !== 0;
    // Pieces of nothing would cost memory and never reach the limit.
    if (!isLast && piece.length !== pieceBytes) throw new RangeError('a piece of a wrong size');
    message.pieces.push(piece);
    message.bytes += piece.length;
    this.#held += piece.length;
    if (this.#held > this.#limit) throw new RangeError('a message that is too large');
    if (!isLast) {
      this.#unfinished.set(number, message);
      if (this.#unfinished.size > mostUnfinished) throw new RangeError('too many unfinished messages');
      return null;
    }
    this.#unfinished.delete(number);
    this.#held -= message.bytes;
    return message.pieces.length === 1 ? piece : joinBytes(message.pieces);
  }
}
