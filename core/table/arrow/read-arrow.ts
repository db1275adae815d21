import { unpackLz4 } from './lz4.ts';
import { plainStream, type PlainStream } from './plain-stream.ts';
import { Refused, unreadable } from './unreadable.ts';
import { unpackZstd } from '../unzstd.ts';

/** What a file may unpack to: it lies in memory as a whole, and once more in the engine's, which ends at 4 GB. */
export const mostUnpacked = 1_500_000_000;

/**
 * Reads an `.arrow` or `.feather` file, an IPC file or stream, packed or not, into a stream that both
 * engines read alike. Throws `file_unreadable`, also where it would unpack to more than `most` bytes.
 */
export function readArrow(path: string, bytes: Uint8Array, most: number = mostUnpacked): PlainStream {
  if (bytes[0] === 0x46 && bytes[1] === 0x45 && bytes[2] === 0x41 && bytes[3] === 0x31)
    throw unreadable(path, new Refused('it is Feather version 1', 'write it as Feather version 2'));
  try {
    return plainStream(bytes, { 0: unpackLz4, 1: unpackZstd }, most);
  } catch (cause) {
    throw unreadable(path, cause);
  }
}
