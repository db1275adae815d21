import { Cluster, type Redis } from 'ioredis';
import type { OnlineRecord, PutTarget } from '../../online/online-store.ts';
import { writeRecord, type Layout } from '../../online/packed.ts';
import { runScript, type RedisConnection } from './redis-connection.ts';
import { packHash } from './redis-hash.ts';
import { recordPrefix, recordSuffix } from './redis-keys.ts';
import { type Parcel, type ParcelPool } from './redis-parcel.ts';
import { putHash, putPacked, type Script } from './redis-scripts.ts';
import { slotOf } from './redis-slots.ts';

/** How records are written, the same for all of one put. */
export interface PutWay {
  pool: ParcelPool;
  layout: 'packed' | 'hash';
  /** Milliseconds that records are kept; 0 is for ever. */
  expiryMs: number;
}

/** What a script said of its records, a letter each; see redis-scripts.ts. */
export interface PutAnswer {
  keys: readonly string[];
  letters: string;
}

/** A call that waits to be made, or for its answer. */
export interface Call {
  node: Redis | Cluster;
  parcel: Parcel;
}

/** The records' bytes, hundreds a call, apart by the node that has their slots, as far as that is known. */
export function packCalls(
  client: Redis | Cluster,
  target: PutTarget,
  layout: Layout,
  records: readonly OnlineRecord[],
  way: PutWay,
): Call[] {
  const [prefix, suffix] = [recordPrefix(target.project), recordSuffix(target.view)];
  const nodeOf = client instanceof Cluster ? nodeFinder(client) : () => client;
  const calls: Call[] = [];
  const filling = new Map<Redis | Cluster, Parcel>();
  for (const record of records) {
    const key = prefix + record.entity + suffix;
    const node = nodeOf(key);
    let parcel = filling.get(node);
    if (!parcel || parcel.isFull) {
      parcel = way.pool.take();
      filling.set(node, parcel);
      calls.push({ node, parcel });
    }
    parcel.add(key, (writer) => {
      if (way.layout === 'hash') writer.append(packHash(layout, record, target.written));
      else writeRecord(writer, layout, record, target.written);
    });
  }
  return calls;
}

/** Makes all calls at once. When it ends, well or not, nothing is under way any more. */
export async function makeCalls(
  connection: RedisConnection,
  calls: readonly Call[],
  way: PutWay,
): Promise<PutAnswer[]> {
  const script = way.layout === 'hash' ? putHash : putPacked;
  const done = await Promise.allSettled(
    calls.map(async ({ node, parcel }) => {
      const letters = await connection.ask((client) =>
        client instanceof Cluster ? callNode(client, node, parcel, way, script) : call(client, parcel, way, script),
      );
      const { keys } = parcel;
      way.pool.give(parcel);
      return { keys, letters };
    }),
  );
  return done.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
}

function nodeFinder(cluster: Cluster): (key: string) => Redis {
  const all = cluster.nodes('master');
  const nodes = new Map(all.map((node) => [`${node.options.host}:${node.options.port}`, node]));
  return (key) => nodes.get(cluster.slots[slotOf(key)]?.[0] ?? '') ?? all[0]!;
}

async function call(client: Redis, parcel: Parcel, { expiryMs }: PutWay, script: Script): Promise<string> {
  return String(await runScript(client, script, parcel.keys.slice(0, 1), [expiryMs, 1, parcel.bytes]));
}

/**
 * Writes records whose slots are all with one node by one call. Where a slot is there no longer, or is
 * moving, each record finds its own way; what was written before is written once more, which changes nothing.
 */
async function callNode(
  cluster: Cluster,
  node: Redis | Cluster,
  parcel: Parcel,
  { expiryMs }: PutWay,
  script: Script,
): Promise<string> {
  try {
    return String(await runScript(node, script, parcel.keys.slice(0, 1), [expiryMs, 0, parcel.bytes]));
  } catch (error) {
    if (!(error instanceof Error) || !slotElsewhere.test(error.message)) throw error;
  }
  cluster.refreshSlotsCache();
  const letters = await Promise.all(
    parcel.keys.map((key, place) => runScript(cluster, script, [key], [expiryMs, 0, parcel.recordBytes(place)])),
  );
  return letters.map(String).join('');
}

const slotElsewhere = /MOVED|ASK|TRYAGAIN|CLUSTERDOWN|non local key|Connection is closed/;
