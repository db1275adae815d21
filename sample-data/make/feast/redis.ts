import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { Redis } from 'ioredis';
import { murmur3 } from '../../../core/online/feast/murmur.ts';
import type { WrittenRecord, WrittenView } from './materialize.ts';

/**
 * Writes a view's records as Feast's Redis store has them: a hash an entity, whose fields are the hashes of the
 * features' names, and the row's time. What else is there stays.
 */
export async function writeFeastRedis(
  url: string,
  { project, name }: WrittenView,
  records: readonly WrittenRecord[],
): Promise<void> {
  const client = new Redis(url, { protocol: 2, maxRetriesPerRequest: 0, retryStrategy: () => null });
  // Each command fails too, and says it.
  client.on('error', () => undefined);
  try {
    for (const { key, event, values } of records) {
      const fields = values.flatMap(({ name: feature, bytes }) => [fieldOf(`${name}:${feature}`), Buffer.from(bytes)]);
      const moment = new BinaryWriter().tag(1, WireType.Varint).int64(event).finish();
      await client.hset(Buffer.concat([key, Buffer.from(project)]), ...fields, `_ts:${name}`, Buffer.from(moment));
    }
  } finally {
    client.disconnect();
  }
}

function fieldOf(feature: string): Buffer {
  const field = Buffer.alloc(4);
  field.writeUInt32LE(murmur3(feature));
  return field;
}
