import { Cluster, type Redis } from 'ioredis';
import { slotOf } from './redis-slots.ts';

/** Values in one command, or in a cluster one a slot; all are under way at once. */
export async function getMany(client: Redis | Cluster, keys: readonly string[]): Promise<(Buffer | null)[]> {
  if (keys.length === 0) return [];
  if (!(client instanceof Cluster)) return client.mgetBuffer(...keys);
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
      const found = await client.mgetBuffer(...places.map((place) => keys[place]!));
      places.forEach((place, i) => (values[place] = found[i]!));
    }),
  );
  return values;
}
