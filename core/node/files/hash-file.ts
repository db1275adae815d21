import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { AsofError } from '../../errors/asof-error.ts';
import type { Run } from '../../engine/engine.ts';
import type { FileStamp } from '../../table/relation.ts';

/** SHA-256 as hex, of files of any size. */
export async function hashFile(stamp: FileStamp, run?: Run): Promise<string> {
  const hash = createHash('sha256');
  let read = 0;
  for await (const chunk of createReadStream(stamp.path, { highWaterMark: 1 << 20 })) {
    if (run?.signal?.aborted) throw new AsofError('cancelled');
    const bytes = chunk as Buffer;
    hash.update(bytes);
    read += bytes.length;
    run?.progress?.({ step: 'hashing files', fraction: stamp.bytes ? Math.min(1, read / stamp.bytes) : null });
  }
  return hash.digest('hex');
}
