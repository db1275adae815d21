import { readSchemaId, valueSizes, type RecordLayout } from '../../../online/packed.ts';
import type { RedisConnection } from './connection.ts';
import { hashFieldName } from './hash.ts';

/** What a key takes in Redis, and of that its values, once its layout is known. */
export interface MeasuredKey {
  /** As Redis counts it: name, value and what it needs to find them. */
  all: number;
  /** The layout that it names; null where it is no record. */
  id: string | null;
  /** Bytes of each value; null where they do not fit the layout. */
  valuesOf(layout: RecordLayout): number[] | null;
}

/** Null where there is no such key. All are under way at once. */
export function measureKeys(
  connection: RedisConnection,
  keys: readonly string[],
  layout: 'packed' | 'hash',
): Promise<(MeasuredKey | null)[]> {
  return connection.ask((client) =>
    Promise.all(
      keys.map(async (key): Promise<MeasuredKey | null> => {
        // Of a hash all fields, not some.
        const asked = client.memory('USAGE', key, 'SAMPLES', 0);
        if (layout === 'packed') {
          const [all, value] = await Promise.all([asked, client.getBuffer(key)]);
          if (all === null || !value) return null;
          return { all, id: readSchemaId(value), valuesOf: (known) => valueSizes(known, value) };
        }
        const [all, fields] = await Promise.all([asked, client.hgetallBuffer(key)]);
        if (all === null || Object.keys(fields).length === 0) return null;
        return {
          all,
          id: fields.__schema?.toString() ?? null,
          valuesOf: ({ schema }) => schema.features.map(({ name }) => fieldSize(fields, name)),
        };
      }),
    ),
  );
}

/** With its name, which is in each record. */
function fieldSize(fields: Readonly<Record<string, Buffer>>, feature: string): number {
  const name = hashFieldName(feature);
  const value = fields[name];
  return value ? Buffer.byteLength(name) + value.length : 0;
}

/** Of all nodes; null where one does not tell. */
export async function usedMemory(connection: RedisConnection): Promise<number | null> {
  const used = (await connection.info('memory')).map((node) => Number(node.get('used_memory') ?? NaN));
  const sum = used.reduce((a, b) => a + b, 0);
  return Number.isFinite(sum) ? sum : null;
}
