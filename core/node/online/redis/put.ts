import { Cluster, type Redis } from 'ioredis';
import type { OnlineRecord, PutTarget } from '../../../online/online-store.ts';
import { writeRecord, type RecordLayout } from '../../../online/packed.ts';
import { runScript, type RedisConnection } from './connection.ts';
import { packHash } from './hash.ts';
import { recordPrefix, recordSuffix } from './keys.ts';
import type { Parcel, ParcelPool, ViewInRedis } from './parcel.ts';
import { nodeFinder, type Mark, type RunMarks } from './marks.ts';
import { runRaw, sendRaw } from './raw.ts';
import { putHash, putMark, putPacked, type Script } from './scripts.ts';

/** How records are written, the same for all of a run. */
export interface PutWay {
  pool: ParcelPool;
  marks: RunMarks;
  /** Over newer ones too. */
  overwrite: boolean;
  layout: 'packed' | 'hash';
  /** Milliseconds that records are kept; 0 is for ever. */
  expiryMs: number;
}

/** What a script said of its records, a letter each; see scripts.ts. */
export interface PutAnswer {
  keys: readonly string[];
  letters: string;
}

/** A call that waits to be made, or for its answer. */
export interface Call {
  node: Redis | Cluster;
  parcel: Parcel;
  seen: ViewInRedis;
}

/** The records' bytes, hundreds a call, apart by the node that has their slots, as far as that is known. */
export function packCalls(
  client: Redis | Cluster,
  target: PutTarget,
  layout: RecordLayout,
  records: readonly OnlineRecord[],
  way: PutWay,
): Call[] {
  const [prefix, suffix] = [recordPrefix(target.project), recordSuffix(target.view)];
  const nodeOf = client instanceof Cluster ? nodeFinder(client) : () => client;
  const calls: Call[] = [];
  const seen = way.pool.seen(prefix + suffix);
  const filling = new Map<Redis | Cluster, Parcel>();
  for (const record of records) {
    const key = prefix + record.entity + suffix;
    const node = nodeOf(key);
    let parcel = filling.get(node);
    if (!parcel || parcel.isFull) {
      parcel = way.pool.take();
      filling.set(node, parcel);
      calls.push({ node, parcel, seen });
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
    calls.map(async ({ node, parcel, seen }) => {
      const letters = await connection.ask((client) =>
        client instanceof Cluster
          ? callNode(client, node, parcel, way, script)
          : call(connection, client, parcel, seen, way, script),
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

async function call(
  connection: RedisConnection,
  client: Redis,
  parcel: Parcel,
  seen: ViewInRedis,
  way: PutWay,
  script: Script,
): Promise<string> {
  const { bytes, keys } = parcel;
  const mark = way.marks.first;
  // Where no record of these is there, and none is to expire, Redis itself can write all or nothing: twice as fast.
  if (way.layout === 'packed' && way.expiryMs === 0 && !seen.records && !parcel.hasTwins) {
    const number = mark.made++;
    const written = await setNew(connection, client, parcel, mark, number);
    if (written === 'all') return '1'.repeat(keys.length);
    if (written === 'none') seen.records = true;
  }
  return runRaw(client, script, first(keys[0]!, '1', mark, way), bytes, 2 * keys.length);
}

/**
 * Writes all records or none, and then marks that. The two are told apart only by their order, so they
 * have to go the same way: where the connection was made anew in between, the mark may be of another server.
 */
async function setNew(
  connection: RedisConnection,
  client: Redis,
  { bytes, keys }: Parcel,
  mark: Mark,
  number: number,
): Promise<'all' | 'none' | 'unknown'> {
  const [set, marked] = await Promise.allSettled([
    sendRaw(client, 'msetnx', [], bytes, 2 * keys.length).then((answer) => ({ answer, way: connection.way })),
    runScript(client, putMark, [mark.key], [number]).then(() => connection.way),
  ]);
  if (set.status === 'rejected') throw set.reason;
  if (marked.status === 'rejected') throw marked.reason;
  if (set.value.answer !== '1') return 'none';
  return set.value.way === marked.value ? 'all' : 'unknown';
}

/** A call's first arguments, behind which the records are. */
function first(key: string, together: '0' | '1', mark: Mark, { expiryMs, overwrite }: PutWay): string[] {
  const flag = (is: boolean) => (is ? '1' : '0');
  return ['1', key, String(expiryMs), together, mark.key, String(mark.made++), flag(mark.mayBeNew), flag(overwrite)];
}

/**
 * Writes records whose slots are all with one node by one call. Where a slot is there no longer, or is
 * moving, each record finds its own way; what was written before is written once more, which changes nothing.
 */
async function callNode(
  cluster: Cluster,
  node: Redis | Cluster,
  parcel: Parcel,
  way: PutWay,
  script: Script,
): Promise<string> {
  const { keys } = parcel;
  const mark = way.marks.of(cluster, node, true);
  const number = mark.made;
  try {
    return await runRaw(node, script, first(keys[0]!, '0', mark, way), parcel.bytes, 2 * keys.length);
  } catch (error) {
    if (!(error instanceof Error) || !slotElsewhere.test(error.message)) throw error;
    mark.void.push(number);
  }
  cluster.refreshSlotsCache();
  const letters = await Promise.all(
    keys.map((key, place) =>
      runRaw(cluster, script, first(key, '0', way.marks.beside(key), way), parcel.recordBytes(place), 2),
    ),
  );
  return letters.join('');
}

const slotElsewhere = /MOVED|ASK|TRYAGAIN|CLUSTERDOWN|non local key|Connection is closed/;
