import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { AsofError } from '../../errors/asof-error.ts';
import type { Run } from '../../engine/engine.ts';
import type { FileStamp } from '../../table/relation.ts';

/** A file that was written to a moment ago may be written to again without its stamp telling. */
const quietMs = 2000;
const remembered = new Map<string, { bytes: number; modified: number; sha256: string }>();

/** SHA-256 as hex, of files of any size; of each version of a file once. */
export async function hashFile(stamp: FileStamp, run?: Run): Promise<string> {
  const { path, bytes, modified } = stamp;
  const known = remembered.get(path);
  if (known?.bytes === bytes && known.modified === modified) return known.sha256;
  const isQuiet = Date.now() - modified > quietMs;
  const sha256 = await hashNow(stamp, run);
  if (isQuiet) remembered.set(path, { bytes, modified, sha256 });
  return sha256;
}

async function hashNow(stamp: FileStamp, run?: Run): Promise<string> {
  const hash = createHash('sha256');
  let read = 0;
  for await (const chunk of createReadStream(stamp.path, { highWaterMark: 1 << 20 })) {
    if (run?.signal?.aborted) throw new AsofError('cancelled');
    const bytes = chunk as Buffer;
    hash.update(bytes);
    read += bytes.length;
    run?.progress?.({ phase: 'hashing', of: 'files', done: read, total: stamp.bytes });
  }
  return hash.digest('hex');
}
