import { Cluster, type Redis } from 'ioredis';
import type { Run } from '../../engine/engine.ts';
import { AsofError } from '../../errors/asof-error.ts';
import { throwIfCancelled } from '../../online/cancelled.ts';
import { readRun, runText } from '../../online/finished-run.ts';
import { escapePart } from '../../online/keys.ts';
import type {
  FinishedRun,
  OnlineRecord,
  OnlineStore,
  PutCounts,
  PutTarget,
  ShownRecord,
  StoredRecord,
  StoreInfo,
  ViewState,
  Wanted,
} from '../../online/online-store.ts';
import { layoutOf, packRecord, readHeader, unpackRecord, type Layout } from '../../online/packed.ts';
import { readSchema, schemaText } from '../../online/schema.ts';
import { parseAddress } from './redis-address.ts';
import { RedisConnection, runScript } from './redis-connection.ts';
import { packHash, unpackHash } from './redis-hash.ts';
import { showRecord } from './redis-show.ts';
import { putHash, putPacked, putRun } from './redis-scripts.ts';
import { slotOf } from './redis-slots.ts';

export interface RedisOptions {
  layout: 'packed' | 'hash';
  /** View -> microseconds after writing. */
  expiry: Readonly<Record<string, bigint>>;
  /** What file names in the address are relative to. */
  root: string;
}

/** So many records a call of the script, and bytes: measured, more gains nothing and keeps other clients waiting. */
const recordsACall = 200;
const bytesACall = 1024 * 1024;
const scanCount = 1000;

/**
 * The online store in Redis 6 or later, standalone, behind sentinels or a cluster.
 *
 *     asof:{PROJECT:ENTITY}:VIEW   a record; the braces keep an entity's views on one node
 *     asof:schema:{PROJECT}:ID     a layout, which records name
 *     asof:views:{PROJECT}         hash: view -> its layout and whether records are packed or hashes
 *     asof:runs:{PROJECT}          hash: view -> its last run
 */
export async function openRedis(url: string, options: RedisOptions): Promise<OnlineStore> {
  const connection = await RedisConnection.open(parseAddress(url, options.root));
  try {
    const warnings = evictionWarnings(await connection.info('memory'), options);
    const info: StoreInfo = { kind: 'redis', address: connection.address.shown, warnings };
    return new RedisStore(connection, info, options);
  } catch (error) {
    await connection.close();
    throw error;
  }
}

class RedisStore implements OnlineStore {
  readonly info: StoreInfo;
  readonly #connection: RedisConnection;
  readonly #options: RedisOptions;
  readonly #layouts = new Map<string, Layout>();

  constructor(connection: RedisConnection, info: StoreInfo, options: RedisOptions) {
    this.#connection = connection;
    this.info = info;
    this.#options = options;
  }

  async put(target: PutTarget, records: readonly OnlineRecord[], run?: Run): Promise<PutCounts> {
    throwIfCancelled(run);
    const layout = layoutOf(target.schema);
    await this.#describe(target, layout);
    const pack = this.#options.layout === 'hash' ? packHash : packRecord;
    const packed = records.map((record) => {
      const bytes = pack(layout, record, target.written);
      const value = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
      return { key: recordKey(target.project, target.view, record.entity), value };
    });
    const answers = await this.#write(packed, this.#expiryMs(target.view));
    const counts = { written: 0, keptNewer: 0 };
    answers.forEach((answer, i) => {
      if (answer === '1') counts.written++;
      else if (answer === '0') counts.keptNewer++;
      else throw this.#inTheWay(answer, packed[i]!.key);
    });
    return counts;
  }

  async get(project: string, wanted: readonly Wanted[], run?: Run): Promise<(StoredRecord | null)[]> {
    throwIfCancelled(run);
    const keys = wanted.map(({ view, entity }) => recordKey(project, view, entity));
    if (this.#options.layout === 'hash') {
      const hashes = await this.#connection.ask((client) => Promise.all(keys.map((key) => client.hgetall(key))));
      await this.#learn(
        project,
        hashes.map((hash) => hash.__schema).filter((id) => id !== undefined),
      );
      return hashes.map((hash, i) => {
        if (Object.keys(hash).length === 0) return null;
        const layout = this.#layouts.get(schemaKey(project, hash.__schema ?? ''));
        return (layout && unpackHash(layout, hash)) ?? this.#foreign(keys[i]!);
      });
    }
    const values = await this.#connection.ask((client) => getMany(client, keys));
    const headers = values.map((value) => value && readHeader(value));
    await this.#learn(
      project,
      headers.flatMap((header) => header?.schemaId ?? []),
    );
    return values.map((value, i) => {
      if (!value) return null;
      const layout = this.#layouts.get(schemaKey(project, headers[i]?.schemaId ?? ''));
      return (layout && unpackRecord(layout, value)) ?? this.#foreign(keys[i]!);
    });
  }

  async views(project: string): Promise<ViewState[]> {
    const [views, runs] = await this.#connection.ask((client) =>
      Promise.all([client.hgetall(viewsKey(project)), client.hgetall(runsKey(project))]),
    );
    const described = Object.entries(views).map(([view, text]) => {
      const [id, layout] = text.split(' ');
      if (layout !== this.#options.layout) throw this.#otherLayout(view, layout ?? '');
      return { view, id: id! };
    });
    await this.#learn(
      project,
      described.map(({ id }) => id),
    );
    return described.flatMap(({ view, id }) => {
      const layout = this.#layouts.get(schemaKey(project, id));
      const run = runs[view];
      return layout ? [{ view, schema: layout.schema, lastRun: run === undefined ? null : readRun(run) }] : [];
    });
  }

  async recordRun(project: string, view: string, finished: FinishedRun): Promise<void> {
    await this.#connection.ask((client) => runScript(client, putRun, [runsKey(project)], [view, runText(finished)]));
  }

  async *entities(project: string, view: string, run?: Run): AsyncIterable<string[]> {
    const [prefix, suffix] = recordKey(project, view, '\n').split('\n') as [string, string];
    for (const node of this.#connection.masters()) {
      let cursor = '0';
      do {
        throwIfCancelled(run);
        const [next, keys] = await this.#connection.ask(() =>
          node.scan(cursor, 'MATCH', `${prefix}*${suffix}`, 'COUNT', scanCount),
        );
        cursor = next;
        yield keys.map((key) => key.slice(prefix.length, -suffix.length));
      } while (cursor !== '0');
    }
  }

  show(project: string, { view, entity }: Wanted): Promise<ShownRecord> {
    const { address } = this.#connection;
    const key = recordKey(project, view, entity);
    return this.#connection.ask((client) => showRecord(client, address, this.#options.layout, key));
  }

  async epoch(): Promise<string> {
    const servers = await this.#connection.ask(() => this.#connection.info('server'));
    return servers
      .map((server) => server.get('run_id') ?? '')
      .sort()
      .join();
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  async #describe({ project, view, schema }: PutTarget, layout: Layout): Promise<void> {
    await this.#connection.ask((client) =>
      Promise.all([
        client.set(schemaKey(project, layout.id), schemaText(schema)),
        client.hset(viewsKey(project), view, `${layout.id} ${this.#options.layout}`),
      ]),
    );
  }

  /** Gives the scripts' letter for each record. */
  async #write(records: readonly Packed[], expiryMs: number): Promise<string[]> {
    const { client } = this.#connection;
    const script = this.#options.layout === 'hash' ? putHash : putPacked;
    const answers = new Array<string>(records.length);
    const groups =
      client instanceof Cluster ? byNode(client, records) : [{ node: client, places: records.map((_, i) => i) }];
    const calls = groups.flatMap(({ node, places }) => callsOf(records, places).map((call) => ({ node, call })));
    const done = await Promise.allSettled(
      calls.map(async ({ node, call }) => {
        const chosen = call.map((place) => records[place]!);
        const letters = await this.#connection.ask((whole) =>
          whole instanceof Cluster
            ? writeToNode(whole, node, chosen, expiryMs, script)
            : runScript(
                whole,
                script,
                chosen.map(({ key }) => key),
                [expiryMs, chosen.length, ...chosen.map(({ value }) => value)],
              ),
        );
        call.forEach((place, i) => (answers[place] = String(letters)[i]!));
      }),
    );
    // Nothing is under way any more when one of them is thrown.
    const failed = done.find((one) => one.status === 'rejected');
    if (failed) throw failed.reason;
    return answers;
  }

  /** Makes sure that layouts are known, with one question for all that are not. */
  async #learn(project: string, ids: readonly string[]): Promise<void> {
    const unknown = [...new Set(ids)].filter((id) => !this.#layouts.has(schemaKey(project, id)));
    if (unknown.length === 0) return;
    const texts = await this.#connection.ask((client) => client.mget(unknown.map((id) => schemaKey(project, id))));
    unknown.forEach((id, i) => {
      const schema = readSchema(texts[i] ?? '');
      const layout = schema && layoutOf(schema);
      if (layout?.id === id) this.#layouts.set(schemaKey(project, id), layout);
    });
  }

  #expiryMs(view: string): number {
    const expiry = this.#options.expiry[view];
    return expiry === undefined ? 0 : Math.max(1, Number(expiry / 1000n));
  }

  #foreign(key: string): never {
    throw new AsofError('online_record_foreign', { key, store: this.info.address });
  }

  #inTheWay(answer: string, key: string): AsofError {
    return new AsofError(answer === 't' ? 'online_key_taken' : 'online_record_foreign', {
      key,
      store: this.info.address,
    });
  }

  #otherLayout(view: string, layout: string): AsofError {
    return new AsofError('online_kind_differs', {
      address: this.info.address,
      what: `holds ${view} as layout: ${layout}`,
      hint: 'write that in asof.yaml, or use another project name',
    });
  }
}

interface Packed {
  key: string;
  value: Buffer;
}

/** Cuts into calls. */
function callsOf(records: readonly Packed[], places: readonly number[]): number[][] {
  const calls: number[][] = [];
  let bytes = 0;
  for (const place of places) {
    const last = calls.at(-1);
    const size = records[place]!.value.length;
    if (last && last.length < recordsACall && bytes + size <= bytesACall) {
      last.push(place);
      bytes += size;
    } else {
      calls.push([place]);
      bytes = size;
    }
  }
  return calls;
}

/** A cluster's records by the node that has their slots, as far as is known. */
function byNode(cluster: Cluster, records: readonly Packed[]): { node: Redis; places: number[] }[] {
  const nodes = new Map(cluster.nodes('master').map((node) => [`${node.options.host}:${node.options.port}`, node]));
  const groups = new Map<Redis, number[]>();
  records.forEach(({ key }, place) => {
    const node = nodes.get(cluster.slots[slotOf(key)]?.[0] ?? '') ?? cluster.nodes('master')[0]!;
    const group = groups.get(node);
    if (group) group.push(place);
    else groups.set(node, [place]);
  });
  return [...groups].map(([node, places]) => ({ node, places }));
}

/**
 * Writes records whose slots are all with one node by one call. Where a slot is there no longer, or is
 * moving, each record finds its own way; what was written before is written once more, which changes nothing.
 */
async function writeToNode(
  cluster: Cluster,
  node: Redis | Cluster,
  records: readonly Packed[],
  expiryMs: number,
  script: typeof putPacked,
): Promise<unknown> {
  const keys = records.map(({ key }) => key);
  const values = records.map(({ value }) => value);
  try {
    return await runScript(node, script, keys.slice(0, 1), [
      expiryMs,
      keys.length,
      ...(keys.length > 1 ? keys : []),
      ...values,
    ]);
  } catch (error) {
    if (
      !(error instanceof Error) ||
      !/MOVED|ASK|TRYAGAIN|CLUSTERDOWN|non local key|Connection is closed/.test(error.message)
    )
      throw error;
  }
  cluster.refreshSlotsCache();
  const letters = await Promise.all(
    records.map(({ key, value }) => runScript(cluster, script, [key], [expiryMs, 1, value])),
  );
  return letters.map(String).join('');
}

/** Values in one command a slot; all are under way at once. */
async function getMany(client: Redis | Cluster, keys: readonly string[]): Promise<(Buffer | null)[]> {
  if (keys.length === 0) return [];
  if (!(client instanceof Cluster)) return client.mgetBuffer(...keys);
  const slots = new Map<number, number[]>();
  keys.forEach((key, i) => {
    const slot = slotOf(key);
    slots.set(slot, [...(slots.get(slot) ?? []), i]);
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

/** One line where Redis may drop records without a word. */
function evictionWarnings(nodes: readonly Map<string, string>[], { expiry }: RedisOptions): string[] {
  const risky = nodes.find((node) => {
    const policy = node.get('maxmemory_policy') ?? 'noeviction';
    const limited = (node.get('maxmemory') ?? '0') !== '0';
    return (
      limited && (policy.startsWith('allkeys') || (policy.startsWith('volatile') && Object.keys(expiry).length > 0))
    );
  });
  if (!risky) return [];
  return [
    `its maxmemory-policy is ${risky.get('maxmemory_policy')}: when it is full it drops features without a word; set noeviction`,
  ];
}

function recordKey(project: string, view: string, entity: string): string {
  return `asof:{${escapePart(project)}:${entity}}:${escapePart(view)}`;
}

function schemaKey(project: string, id: string): string {
  return `asof:schema:{${escapePart(project)}}:${id}`;
}

function viewsKey(project: string): string {
  return `asof:views:{${escapePart(project)}}`;
}

function runsKey(project: string): string {
  return `asof:runs:{${escapePart(project)}}`;
}
