import { Readable } from 'node:stream';
import { createGunzip, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { pageText } from '../../../../core/browser/text-file.ts';
import { toLine, type AsofError } from '../../../../core/errors/asof-error.ts';
import { prepareCsv } from '../../../../core/table/text/prepare-csv.ts';
import { contentOf, type Bytes, type TextFile } from '../../../../core/table/text/content.ts';

/** Zstandard, by its blocks: `[length, byte]` is one byte over and over, in four bytes. */
function zstdOf(blocks: (string | [number, string])[]): Uint8Array {
  const parts = blocks.map((block, i) => {
    const last = i === blocks.length - 1 ? 1 : 0;
    const [length, content, kind] =
      typeof block === 'string' ? [Buffer.byteLength(block), block, 0] : [block[0], block[1], 1];
    const head = (length << 3) | (kind << 1) | last;
    return Buffer.concat([Buffer.from([head & 255, (head >> 8) & 255, head >> 16]), Buffer.from(content)]);
  });
  // Frames without a length or a checksum, with a window of 128 kB.
  return Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38]), ...parts]);
}

const most = 10_000_000;
const platforms: [string, TextFile['gunzip']][] = [
  ['a host', (packed) => Readable.from(packed).pipe(createGunzip())],
  ['a page', pageText('', '', new Uint8Array(0)).gunzip],
];

describe.each(platforms)('what is packed, on %s', (_, gunzip) => {
  /** In pieces of a size: files come in any. */
  const fileOf = (packed: Uint8Array, piece = 1 << 20, room = most): TextFile => {
    async function* read(): Bytes {
      for (let at = 0; at < packed.length; at += piece) yield await Promise.resolve(packed.subarray(at, at + piece));
    }
    return { path: 'f.csv', format: 'CSV', most: room, read, gunzip };
  };
  async function unpacked(file: TextFile, taken: (piece: Uint8Array) => void = () => {}): Promise<string> {
    const content = await contentOf(file);
    const pieces: Uint8Array[] = [];
    for await (const piece of content.read()) {
      taken(piece);
      pieces.push(piece);
    }
    return Buffer.concat(pieces).toString();
  }
  const refusal = (work: Promise<unknown>) =>
    work.then(
      () => expect.unreachable('it was not refused'),
      (error: unknown) => error as AsofError,
    );

  it.each([1, 7, 1000, 1 << 20])('is read in pieces of %i bytes', async (piece) => {
    const blocks: [number, string][] = Array.from({ length: 400 }, (_, i) => [1 + ((i * 37) % 2000), 'abc'[i % 3]!]);
    const text = blocks.map(([length, letter]) => letter.repeat(length)).join('');
    expect((await unpacked(fileOf(zstdOf(blocks), piece))) === text).toBe(true);
    expect((await unpacked(fileOf(gzipSync(text), piece))) === text).toBe(true);
  });

  it('into more than there is room for is refused in one line, before there is much of it', async () => {
    const zstd = zstdOf(['a,b\n', ...Array.from({ length: 8000 }, (): [number, string] => [128 * 1024, '\n'])]);
    const gzip = gzipSync(Buffer.alloc(50_000_000, 'a,b\n'));
    for (const packed of [zstd, gzip]) {
      expect(packed.length).toBeLessThan(most / 100);
      let seen = 0;
      const before = process.memoryUsage().arrayBuffers;
      const error = await refusal(
        unpacked(fileOf(packed), (piece) => {
          seen += piece.length;
          // A piece of the file is a gigabyte of text.
          expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(300_000_000);
        }),
      );
      expect(error.code).toBe('file_unreadable');
      expect(toLine(error)).toMatch(/f\.csv.*it unpacks to more than 10\.0 MB \(unpack it yourself\)/);
      expect(toLine(error)).not.toContain('\n');
      expect(seen).toBeLessThanOrEqual(most);
    }
  });

  it('into hundreds of times its size is refused long before the room is full, and unpacked once', async () => {
    const packed = gzipSync(Buffer.alloc(300_000_000, `a,"${'b'.repeat(5000)}"\n`), { level: 9 });
    let opened = 0;
    const file = fileOf(packed, 1 << 20, 1e15);
    const counting = { ...file, gunzip: (bytes: Bytes) => (opened++, file.gunzip(bytes)), pattern: 'f.csv' };
    const keep = async (_: string, content: Bytes) => {
      for await (const piece of content) expect(piece.length).toBeGreaterThan(0);
      return 'kept';
    };
    const error = await refusal(prepareCsv(counting, ',', {}, keep));
    expect(toLine(error)).toMatch(
      /it unpacks to more than 2\d\d MB, 200 times what it is packed \(unpack it yourself\)/,
    );
    // Two looks at its beginning, and all of it once.
    expect(opened).toBe(3);
  });

  it.each<[string, string | Buffer, RegExp]>([
    ['Parquet', Buffer.from('PAR1\x15\x04\x15'), /it is Parquet \(name it \.parquet, or say format: parquet/],
    ['Arrow', 'ARROW1\0\0', /it is Arrow/],
    ['a workbook', 'PK\x03\x04\x14', /it is a spreadsheet or an archive \(save the sheet as CSV/],
    ['a database', 'SQLite format 3\0', /it is a database/],
    ['a pointer', 'version https://git-lfs.github.com/spec/v1\noid', /Git LFS keeps it elsewhere/],
    ['a page', '\n<!DOCTYPE html>\n<html>', /it is a web page/],
  ])('says of %s that is called .csv what it is', async (_name, content, said) => {
    const error = await refusal(unpacked(fileOf(Buffer.from(content))));
    expect(error.code).toBe('file_unreadable');
    expect(toLine(error)).toMatch(said);
  });

  it.each(['PAR1,PAR2\n1,2\n', 'PK,v\n1,2\n', 'version,v\n1,2\n', '<htmlish>,v\n'])(
    'takes %j for text',
    async (text) => {
      expect(await unpacked(fileOf(Buffer.from(text)))).toBe(text);
    },
  );

  it('in blocks longer than any writer makes is damaged', async () => {
    const error = await refusal(unpacked(fileOf(zstdOf([[2_000_000, 'a']]))));
    expect(toLine(error)).toMatch(/its compression is damaged/);
  });
});
