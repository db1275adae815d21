import { readFile, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const [inBrotli, inGzip] = [promisify(brotliCompress), promisify(gzip)];

/** A smaller one fits into the first packet anyway. */
const fewest = 1024;

/** Writes `FILE.br` and `FILE.gz` beside each file that is much smaller so. */
export async function compressBeside(folder: string, files: readonly string[], quality: number): Promise<void> {
  for (const file of files.filter((name) => !isPacked(name))) {
    const path = join(folder, file);
    const content = await readFile(path);
    if (content.length < fewest) continue;
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: quality,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    };
    const [br, gz] = await Promise.all([inBrotli(content, { params }), inGzip(content, { level: 9 })]);
    for (const [ending, bytes] of [['br', br] as const, ['gz', gz] as const])
      if (bytes.length < content.length * 0.9) await writeFile(`${path}.${ending}`, bytes);
  }
}

/** Those that are packed already gain nothing by it. */
export function isPacked(file: string): boolean {
  return ['.woff2', '.parquet', '.png'].includes(extname(file));
}
