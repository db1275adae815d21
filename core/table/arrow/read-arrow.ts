import { AsofError } from '../../errors/asof-error.ts';
import { Refused, type Codecs } from './batch-cursor.ts';
import { damaged } from './damage.ts';
import { unpackLz4 } from './lz4.ts';
import { plainStream, type PlainStream } from './plain-stream.ts';
import { TooLarge } from './vector.ts';

/** What a file may unpack to: it lies in memory as a whole, and once more in the engine's, which ends at 4 GB. */
export const mostUnpacked = 1_500_000_000;

/**
 * Reads an `.arrow` or `.feather` file, an IPC file or stream, packed with LZ4 or with what `more`
 * knows, into a stream that both engines read alike. Throws `file_unreadable`, also where it would
 * unpack to more than `most` bytes.
 */
export function readArrow(
  path: string,
  bytes: Uint8Array,
  most: number = mostUnpacked,
  more: Codecs = {},
): PlainStream {
  if (bytes[0] === 0x46 && bytes[1] === 0x45 && bytes[2] === 0x41 && bytes[3] === 0x31)
    throw unreadable(path, new Refused('it is Feather version 1', 'write it as Feather version 2'));
  try {
    return plainStream(bytes, { 0: unpackLz4, ...more }, most);
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

/** What was wrong with a file of Arrow's columns, as a user is told it. */
export function unreadable(path: string, cause: unknown, format = 'Arrow'): AsofError {
  const hint =
    cause instanceof Refused
      ? cause.hint
      : cause instanceof TooLarge
        ? 'write it as Parquet, which is read piece by piece'
        : undefined;
  const params = { path, format, reason: reasonOf(cause), ...(hint && { hint }) };
  return new AsofError('file_unreadable', params, { where: { file: path }, cause });
}

function reasonOf(cause: unknown): string {
  // What the reading of bytes that are no metadata throws says nothing to a reader.
  if (cause instanceof RangeError || cause instanceof TypeError || isTrap(cause)) return damaged;
  return String(cause).replace(/^(?:[\w ]*[Ee]rror: )+/, '');
}

/** A panic of a reader in WebAssembly, whose types pure code does not know. */
function isTrap(cause: unknown): boolean {
  return cause instanceof Error && /^(?:\w*: )?(?:RuntimeError|unreachable)/.test(String(cause));
}
