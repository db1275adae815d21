import { tableFromIPC, tableToIPC } from 'apache-arrow';
import { AsofError } from '../../errors/asof-error.ts';
import { ownCodecs, unpackStream, type Codecs } from './unpack-stream.ts';

/** The part of parquet-wasm that this needs. */
export interface ArrowReader<T> {
  fromIPCStream(stream: Uint8Array): T;
}

/**
 * Reads an `.arrow` or `.feather` file: IPC files and IPC streams, packed with LZ4 or with what `more`
 * knows. Arrow's own JavaScript writes files whose schema is in the footer alone, which only Arrow's
 * own JavaScript reads: the second try.
 */
export function readArrow<T>(path: string, bytes: Uint8Array, reader: ArrowReader<T>, more: Codecs = {}): T {
  const stream = ipcStreamOf(path, bytes);
  try {
    return reader.fromIPCStream(unpackStream(stream, { ...ownCodecs, ...more }));
  } catch (cause) {
    try {
      return reader.fromIPCStream(tableToIPC(tableFromIPC(bytes), 'stream'));
    } catch {
      const reason = String(cause).replace(/^(?:[\w ]*[Ee]rror: )+/, '');
      const packed = reason.startsWith('it is packed with');
      throw new AsofError(
        'file_unreadable',
        { path, format: 'Arrow', reason, ...(packed && { hint: "write it with compression='lz4' or 'uncompressed'" }) },
        { where: { file: path }, cause },
      );
    }
  }
}

const magic = [...'ARROW1'].map((c) => c.charCodeAt(0));

/**
 * The Arrow IPC stream in the bytes of an `.arrow` or `.feather` file: a file is a magic, padded to
 * eight bytes, then a stream, then a footer that a stream's reader never reaches.
 */
function ipcStreamOf(path: string, bytes: Uint8Array): Uint8Array {
  const unreadable = (reason: string, hint?: string) =>
    new AsofError(
      'file_unreadable',
      { path, format: 'Arrow', reason, ...(hint && { hint }) },
      { where: { file: path } },
    );
  const starts = (at: number) => magic.every((byte, i) => bytes[at + i] === byte);
  if (starts(0)) {
    if (!starts(bytes.length - magic.length)) throw unreadable('its end is missing');
    return bytes.subarray(8);
  }
  if (bytes[0] === 0x46 && bytes[1] === 0x45 && bytes[2] === 0x41 && bytes[3] === 0x31) {
    throw unreadable('it is Feather version 1', 'write it as Feather version 2');
  }
  const isStream =
    bytes.length >= 8 && bytes[0] === 0xff && bytes[1] === 0xff && bytes[2] === 0xff && bytes[3] === 0xff;
  if (!isStream) throw unreadable('it is not an Arrow file');
  return bytes;
}
