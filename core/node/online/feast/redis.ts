import type { Redis } from 'ioredis';
import type { Run } from '../../../engine/engine.ts';
import { throwIfCancelled } from '../../../online/cancelled.ts';
import type { FeastBytes, FeastSize } from '../../../online/feast/feast-bytes.ts';
import { murmur3 } from '../../../online/feast/murmur.ts';
import type { FeastFields } from '../../../online/feast/records.ts';
import { readFeastInstant } from '../../../online/feast/value.ts';
import type { ShownRecord, StoreInfo } from '../../../online/online-store.ts';
import { printBytes } from '../../../online/print-bytes.ts';
import { parseAddress } from '../redis/address.ts';
import { RedisConnection } from '../redis/connection.ts';
import { usedMemory } from '../redis/measure.ts';

/** Keys that Redis looks at in one step, and keeps other clients waiting for. */
const scanCount = 1000;

/**
 * Feast's records in Redis: a hash per project and entity, whose fields are of all views of these join keys. Nothing
 * but SCAN and HMGET, and what a hash takes with HGETALL, is ever asked.
 */
export async function openFeastRedis(url: string, project: string, root: string): Promise<FeastBytes> {
  return new FeastRedis(await RedisConnection.open(parseAddress(url, root)), project);
}

class FeastRedis implements FeastBytes {
  readonly info: StoreInfo;
  readonly #connection: RedisConnection;
  readonly #suffix: Buffer;

  constructor(connection: RedisConnection, project: string) {
    this.#connection = connection;
    this.#suffix = Buffer.from(project);
    this.info = { kind: 'feast-redis', address: connection.address.shown, warnings: [] };
  }

  /** Of those that a project's name ends, another's that ends alike may be among them; whoever reads a key to its end knows. */
  async *keys(_view: string, prefix: Uint8Array, run?: Run): AsyncIterable<Uint8Array[]> {
    const pattern = Buffer.concat([literal(prefix), Buffer.from('*'), literal(this.#suffix)]);
    for (const node of this.#connection.masters()) {
      let cursor: string | null = '0';
      while (cursor !== null) {
        throwIfCancelled(run);
        const [next, keys]: [string, Buffer[]] = await this.#scan(node, cursor, pattern);
        yield keys.map((key) => key.subarray(0, key.length - this.#suffix.length));
        cursor = next === '0' ? null : next;
      }
    }
  }

  read(view: string, keys: readonly Uint8Array[], names: readonly string[]): Promise<(FeastFields | null)[]> {
    const fields = fieldsOf(view, names);
    return this.#connection.ask((client) =>
      Promise.all(
        keys.map(async (key) => {
          const [time, ...values] = await client.hmgetBuffer(this.#whole(key), ...fields);
          if (!time && values.every((value) => value === null)) return null;
          return { t: time ? readFeastInstant(time) : null, c: null, values };
        }),
      ),
    );
  }

  featureNames(): Promise<null> {
    return Promise.resolve(null);
  }

  async show(view: string, key: Uint8Array, names: readonly string[]): Promise<ShownRecord> {
    const fields = fieldsOf(view, names);
    const values = await this.#connection.ask((client) => client.hmgetBuffer(this.#whole(key), ...fields));
    const lines = values.flatMap((value, i) => (value ? [`${printBytes(fields[i]!)} ${printBytes(value)}`] : []));
    return { command: null, raw: lines.length > 0 ? lines.join('\n') : null };
  }

  /** Of a hash that views share each has the part that its fields are of all fields. */
  sizes(view: string, keys: readonly Uint8Array[], names: readonly string[]): Promise<(FeastSize | null)[]> {
    const [time, ...fields] = fieldsOf(view, names).map((field) => field.toString('hex'));
    return this.#connection.ask((client) =>
      Promise.all(
        keys.map(async (key) => {
          const whole = this.#whole(key);
          const [usage, flat] = await Promise.all([
            client.memory('USAGE', whole, 'SAMPLES', 0),
            client.callBuffer('HGETALL', [whole]) as Promise<Buffer[]>,
          ]);
          const sizes = new Map<string, number>();
          for (let i = 0; i < flat.length; i += 2)
            sizes.set(flat[i]!.toString('hex'), flat[i]!.length + flat[i + 1]!.length);
          const values = fields.map((field) => sizes.get(field) ?? null);
          const own = values.reduce((sum: number, one) => sum + (one ?? 0), sizes.get(time!) ?? 0);
          if (usage === null || own === 0) return null;
          const all = [...sizes.values()].reduce((sum, one) => sum + one, 0);
          return { all: (usage * own) / all, name: (whole.length * own) / all, values };
        }),
      ),
    );
  }

  bytes(): Promise<number | null> {
    return usedMemory(this.#connection);
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  async #scan(node: Redis, cursor: string, pattern: Buffer): Promise<[string, Buffer[]]> {
    // Its own method takes no pattern of bytes.
    const args = [cursor, 'MATCH', pattern, 'COUNT', scanCount];
    const [next, keys] = (await this.#connection.ask(() => node.callBuffer('SCAN', args))) as [Buffer, Buffer[]];
    return [next.toString(), keys];
  }

  #whole(key: Uint8Array): Buffer {
    return Buffer.concat([key, this.#suffix]);
  }
}

/** The time's, in plain text, then each feature's, a hash of four bytes. */
function fieldsOf(view: string, names: readonly string[]): Buffer[] {
  const hashes = names.map((name) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(murmur3(`${view}:${name}`));
    return bytes;
  });
  return [Buffer.from(`_ts:${view}`), ...hashes];
}

/** Bytes in a pattern of Redis that stand for themselves. */
function literal(bytes: Uint8Array): Buffer {
  return Buffer.from([...bytes].flatMap((byte) => (special.includes(byte) ? [0x5c, byte] : [byte])));
}

const special = [...Buffer.from('*?[]^\\')];
