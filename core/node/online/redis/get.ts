import { Cluster, type Redis } from 'ioredis';
import { slotOf } from './slots.ts';

/**
 * Values in one command, or in a cluster one a slot; all are under way at once. A key with something of another type
 * has no value to MGET: where values lack, it is asked whether their keys are there, and such a one fails as WRONGTYPE.
 */
export async function getMany(client: Redis | Cluster, keys: readonly string[]): Promise<(Buffer | null)[]> {
  if (keys.length === 0) return [];
  if (!(client instanceof Cluster)) return getTogether(client, keys);
  const slots = new Map<number, number[]>();
  keys.forEach((key, i) => {
    const slot = slotOf(key);
    const places = slots.get(slot);
    if (places) places.push(i);
    else slots.set(slot, [i]);
  });
  const values = new Array<Buffer | null>(keys.length);
  await Promise.all(
    [...slots.values()].map(async (places) => {
      const found = await getTogether(
        client,
        places.map((place) => keys[place]!),
      );
      places.forEach((place, i) => (values[place] = found[i]!));
    }),
  );
  return values;
}

async function getTogether(client: Redis | Cluster, keys: readonly string[]): Promise<(Buffer | null)[]> {
  const values = await client.mgetBuffer(...keys);
  const lacking = keys.filter((_, i) => values[i] === null);
  if (lacking.length > 0 && (await client.exists(...lacking)) > 0)
    await Promise.all(lacking.map((key) => client.strlen(key)));
  return values;
}
