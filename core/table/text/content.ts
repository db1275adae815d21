import { AsofError } from '../../errors/asof-error.ts';
import type { TextOptions } from '../../model/definitions.ts';
import { encodingLabel } from '../../model/text-options.ts';
import { bytes as sized } from '../../text/figures.ts';
import { Unzstd } from '../unzstd.ts';

export type Bytes = AsyncIterable<Uint8Array>;

/** A text file, and what its platform can do with it. */
export interface TextFile {
  path: string;
  /** What messages call its format: `CSV`, `JSON`. */
  format: string;
  /** Its bytes as they are stored, from the start each time. */
  read(): Bytes;
  gunzip(packed: Bytes): Bytes;
  /** What it may unpack to, bytes. */
  most: number;
}

/** A file's text as UTF-8 without a byte order mark, unpacked and decoded. `asStored` is whether the file itself holds just that, after a mark where it has one. */
export interface Content {
  read(): Bytes;
  asStored: boolean;
  hasMark: boolean;
}

/** Looks at how a file begins: packed with gzip or zstd, and how its characters are written where that is not declared. */
export async function contentOf(file: TextFile, options: TextOptions = {}): Promise<Content> {
  const stored = await beginning(file.read());
  const packing = packingOf(stored);
  if (!packing) refuseForeign(file, stored);
  const unpacked = () => (packing ? unpack(file, packing) : file.read());
  const start = packing ? await beginning(unpacked()) : stored;
  const label = encodingOf(start, options.encoding);
  const asStored = packing === null && label === null;
  return {
    asStored,
    hasMark: hasUtf8Mark(start),
    read: () => (label ? decoded(file, unpacked(), label) : withoutMark(unpacked())),
  };
}

type Packing = 'gzip' | 'zstd';

function packingOf(start: Uint8Array): Packing | null {
  const begins = (...magic: number[]) => magic.every((byte, i) => start[i] === byte);
  return begins(0x1f, 0x8b) ? 'gzip' : begins(0x28, 0xb5, 0x2f, 0xfd) ? 'zstd' : null;
}

/** Null for UTF-8. A byte order mark of UTF-16 counts for more than what is declared. */
function encodingOf(start: Uint8Array, declared = 'utf-8'): string | null {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  const label = encodingLabel(declared).toLowerCase();
  return /^utf-?8$/.test(label) ? null : label;
}

/** What files that are no table of text begin with: their first bytes, each a character. */
const foreign: [begins: RegExp | string, what: string, hint: string][] = [
  [/^PAR1[^ -~\t\r\n]/, 'it is Parquet', 'name it .parquet, or say format: parquet of it in asof.yaml'],
  ['ARROW1\0', 'it is Arrow', 'name it .arrow, or say format: arrow of it in asof.yaml'],
  ['PK\x03\x04', 'it is a spreadsheet or an archive', 'save the sheet as CSV, or unpack the archive'],
  ['\xd0\xcf\x11\xe0', 'it is a spreadsheet', 'save the sheet as CSV'],
  ['SQLite format 3\0', 'it is a database', 'export the table as Parquet or CSV'],
  ['version https://git-lfs', 'Git LFS keeps it elsewhere', 'fetch it with git lfs pull'],
  [/^\s*<(!doctype html|html)[\s>]/i, 'it is a web page', 'fetch the file that the page is about'],
];

function refuseForeign({ path, format }: TextFile, start: Uint8Array): void {
  const text = String.fromCharCode(...start);
  const found = foreign.find(([begins]) => (typeof begins === 'string' ? text.startsWith(begins) : begins.test(text)));
  if (!found) return;
  const [, reason, hint] = found;
  throw new AsofError('file_unreadable', { path, format, reason, hint }, { where: { file: path } });
}

const startBytes = 32;

async function beginning(bytes: Bytes): Promise<Uint8Array> {
  const start: number[] = [];
  for await (const piece of bytes) {
    start.push(...piece.subarray(0, startBytes - start.length));
    if (start.length === startBytes) break;
  }
  return Uint8Array.from(start);
}

function unpack(file: TextFile, packing: Packing): Bytes {
  let taken = 0;
  async function* packed(): Bytes {
    for await (const piece of file.read()) {
      taken += piece.length;
      yield piece;
    }
  }
  return guarded(file, packing === 'gzip' ? file.gunzip(packed()) : unzstd(packed()), () => taken);
}

async function* unzstd(packed: Bytes): Bytes {
  const stream = new Unzstd();
  for await (const piece of packed) yield* stream.push(piece);
  yield* stream.end();
}

/** Beyond so many bytes, text that people have is no more than so many times as long as it is packed. */
const plenty = 1 << 28;
const mostTimes = 200;

/** A small file may unpack to more than there is room for, or than anybody wrote. */
async function* guarded({ path, format, most }: TextFile, unpacked: Bytes, taken: () => number): Bytes {
  let total = 0;
  const where = { file: path };
  try {
    for await (const piece of unpacked) {
      total += piece.length;
      if (total > most || (total > plenty && total > mostTimes * taken())) {
        const times = total > most ? '' : `, ${mostTimes} times what it is packed`;
        const reason = `it unpacks to more than ${sized(Math.min(most, total))}${times}`;
        const params = { path, format, reason, hint: 'unpack it yourself' };
        throw new AsofError('file_unreadable', params, { where });
      }
      yield piece;
    }
  } catch (cause) {
    if (cause instanceof AsofError) throw cause;
    const reason = 'its compression is damaged, or its end is missing';
    throw new AsofError('file_unreadable', { path, format, reason }, { where, cause });
  }
}

async function* decoded({ path, format }: TextFile, bytes: Bytes, label: string): Bytes {
  const decoder = new TextDecoder(label, { fatal: true });
  const encoder = new TextEncoder();
  try {
    for await (const piece of bytes) yield encoder.encode(decoder.decode(piece, { stream: true }));
    yield encoder.encode(decoder.decode());
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    const params = { path, format, reason: `it has bytes that are not ${label}`, hint: 'declare its encoding' };
    throw new AsofError('file_unreadable', params, { where: { file: path }, cause });
  }
}

function hasUtf8Mark(start: Uint8Array): boolean {
  return start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf;
}

async function* withoutMark(bytes: Bytes): Bytes {
  let isFirst = true;
  for await (const piece of bytes) {
    const hasMark = isFirst && hasUtf8Mark(piece);
    isFirst = false;
    yield hasMark ? piece.subarray(3) : piece;
  }
}

/** The line of the first byte that is not UTF-8; null where there is none. */
async function lineOfBadByte(bytes: Bytes): Promise<number | null> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = 1;
  for await (const piece of bytes) {
    for (let start = 0; start < piece.length;) {
      const end = piece.indexOf(10, start);
      try {
        decoder.decode(piece.subarray(start, end === -1 ? piece.length : end + 1), { stream: true });
      } catch {
        return line;
      }
      if (end === -1) break;
      line++;
      start = end + 1;
    }
  }
  return null;
}

/** What to say of a file that has bytes which are not UTF-8: the line, and how the encoding is declared. Null where it has none. */
export async function badBytes(
  { path, format }: TextFile,
  content: Content,
  cause?: unknown,
): Promise<AsofError | null> {
  const line = await lineOfBadByte(content.read());
  return line === null ? null : notUtf8(path, format, line, cause);
}

export function notUtf8(path: string, format: string, line: number, cause?: unknown): AsofError {
  const reason = `line ${line}: a byte that is not UTF-8`;
  const hint = 'save it as UTF-8, or say read: {encoding: latin-1}, or what it is, of it in asof.yaml';
  return new AsofError('file_unreadable', { path, format, reason, hint }, { where: { file: path, line }, cause });
}
