import type { Run } from '../../engine/engine.ts';
import { AsofError } from '../../errors/asof-error.ts';
import { throwIfCancelled } from '../../online/cancelled.ts';
import { ByteReader } from '../../online/byte-reader.ts';
import { readRun, runText } from '../../online/finished-run.ts';
import type {
  FinishedRun,
  OnlineRecord,
  OnlineStore,
  PutCounts,
  PutTarget,
  ScannedRecords,
  ShownRecord,
  StoredRecord,
  StoreInfo,
  ViewState,
  Wanted,
} from '../../online/online-store.ts';
import { layoutOf, readSchemaId, unpackRecord, type Layout } from '../../online/packed.ts';
import { ScanParts } from '../../online/record-columns.ts';
import { readSchema, schemaText } from '../../online/schema.ts';
import { parseAddress } from './redis-address.ts';
import { RedisConnection, runScript } from './redis-connection.ts';
import { evictionWarnings } from './redis-eviction.ts';
import { getMany } from './redis-get.ts';
import { unpackHash } from './redis-hash.ts';
import { recordKey, recordKeys, recordPrefix, recordSuffix, runsKey, schemaKey, viewsKey } from './redis-keys.ts';
import { ParcelPool } from './redis-parcel.ts';
import { makeCalls, packCalls, type Call, type PutWay } from './redis-put.ts';
import { listKeys, listValues } from './redis-scan.ts';
import { putRun } from './redis-scripts.ts';
import { showRecord } from './redis-show.ts';

export interface RedisOptions {
  layout: 'packed' | 'hash';
  /** View -> microseconds after writing. */
  expiry: Readonly<Record<string, bigint>>;
  /** What file names in the address are relative to. */
  root: string;
}

/** The online store in Redis 6 or later, standalone, behind sentinels or a cluster; its keys are in redis-keys.ts. */
export async function openRedis(url: string, options: RedisOptions): Promise<OnlineStore> {
  const connection = await RedisConnection.open(parseAddress(url, options.root));
  try {
    const warnings = evictionWarnings(await connection.info('memory'), Object.keys(options.expiry).length > 0);
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
  /** By their names, which are made of what they are: the same in every project. */
  readonly #layouts = new Map<string, Layout>();
  readonly #pool = new ParcelPool();

  constructor(connection: RedisConnection, info: StoreInfo, options: RedisOptions) {
    this.#connection = connection;
    this.info = info;
    this.#options = options;
  }

  async put(target: PutTarget, records: readonly OnlineRecord[], run?: Run): Promise<PutCounts> {
    throwIfCancelled(run);
    const layout = layoutOf(target.schema);
    const way = { pool: this.#pool, layout: this.#options.layout, expiryMs: this.#expiryMs(target.view) };
    const calls = packCalls(this.#connection.client, target, layout, records, way);
    return this.#send(target, layout, calls, way);
  }

  async get(project: string, wanted: readonly Wanted[], run?: Run): Promise<(StoredRecord | null)[]> {
    throwIfCancelled(run);
    const keys = recordKeys(project, wanted);
    if (this.#options.layout === 'hash') {
      const hashes = await this.#connection.ask((client) => Promise.all(keys.map((key) => client.hgetall(key))));
      await this.#learn(
        project,
        hashes.map((hash) => hash.__schema).filter((id) => id !== undefined),
      );
      return hashes.map((hash, i) => {
        if (Object.keys(hash).length === 0) return null;
        const layout = this.#layouts.get(hash.__schema ?? '');
        return (layout && unpackHash(layout, hash)) ?? this.#foreign(keys[i]!);
      });
    }
    const values = await this.#connection.ask((client) => getMany(client, keys));
    const ids = values.map((value) => value && readSchemaId(value));
    await this.#learn(
      project,
      ids.filter((id) => id !== null),
    );
    return values.map((value, i) => {
      if (!value) return null;
      const layout = this.#layouts.get(ids[i] ?? '');
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
      const layout = this.#layouts.get(id);
      const run = runs[view];
      return layout ? [{ view, schema: layout.schema, lastRun: run === undefined ? null : readRun(run) }] : [];
    });
  }

  async recordRun(project: string, view: string, finished: FinishedRun): Promise<void> {
    await this.#connection.ask((client) => runScript(client, putRun, [runsKey(project)], [view, runText(finished)]));
  }

  async *entities(project: string, view: string, run?: Run): AsyncIterable<string[]> {
    const [prefix, suffix] = [recordPrefix(project), recordSuffix(view)];
    for await (const keys of listKeys(this.#connection, project, view, run))
      yield keys.map((key) => key.slice(prefix.length, -suffix.length));
  }

  async *scan(project: string, view: string, features: readonly string[], run?: Run): AsyncIterable<ScannedRecords> {
    const parts = new ScanParts(features);
    if (this.#options.layout === 'hash') {
      for await (const entities of this.entities(project, view, run)) {
        const records = await this.get(
          project,
          entities.map((entity) => ({ view, entity })),
          run,
        );
        for (const [i, record] of records.entries())
          if (record) parts.of(this.#layoutOf(record)).add(entities[i]!, record);
        yield* parts.take(false);
      }
    } else {
      for await (const { keys, values } of listValues(this.#connection, project, view, run)) {
        await this.#unpack(project, view, keys, values, parts);
        yield* parts.take(false);
      }
    }
    yield* parts.take(true);
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

  /** Knows nothing of the records but their bytes, so that those need not outlive the way to Redis. */
  async #send(target: PutTarget, layout: Layout, calls: readonly Call[], way: PutWay): Promise<PutCounts> {
    await this.#describe(target, layout);
    const answers = await makeCalls(this.#connection, calls, way);
    // Once more: where Redis has come back empty in between, it was given the records again but not their layout.
    await this.#describe(target, layout);
    const counts = { written: 0, keptNewer: 0 };
    for (const { keys, letters } of answers) {
      for (let i = 0; i < keys.length; i++) {
        const letter = letters[i]!;
        if (letter === '1') counts.written++;
        else if (letter === '0') counts.keptNewer++;
        else throw this.#inTheWay(keys[i]!, letter);
      }
    }
    return counts;
  }

  async #describe({ project, view, schema }: PutTarget, layout: Layout): Promise<void> {
    await this.#connection.ask((client) =>
      Promise.all([
        client.set(schemaKey(project, layout.id), schemaText(schema)),
        client.hset(viewsKey(project), view, `${layout.id} ${this.#options.layout}`),
      ]),
    );
  }

  async #unpack(
    project: string,
    view: string,
    keys: readonly string[],
    values: readonly (Buffer | null)[],
    parts: ScanParts,
  ): Promise<void> {
    const [prefix, suffix] = [recordPrefix(project), recordSuffix(view)];
    let layout: Layout | undefined;
    let reader = new ByteReader(new Uint8Array());
    for (const [i, value] of values.entries()) {
      if (!value) continue;
      const entity = keys[i]!.slice(prefix.length, -suffix.length);
      // Most values lie in one answer of the server: a reader for each would cost more than the reading.
      if (value.buffer !== reader.bytes.buffer) reader = new ByteReader(new Uint8Array(value.buffer));
      reader.at = value.byteOffset;
      const end = value.byteOffset + value.length;
      if (layout && parts.of(layout).read(entity, reader, end)) continue;
      const id = readSchemaId(value);
      if (id !== null) await this.#learn(project, [id]);
      layout = this.#layouts.get(id ?? '');
      reader.at = value.byteOffset;
      if (!layout || !parts.of(layout).read(entity, reader, end)) this.#foreign(keys[i]!);
    }
  }

  #layoutOf({ schema }: StoredRecord): Layout {
    return [...this.#layouts.values()].find((layout) => layout.schema === schema)!;
  }

  /** Makes sure that layouts are known, with one question for all that are not. */
  async #learn(project: string, ids: readonly string[]): Promise<void> {
    const unknown = [...new Set(ids)].filter((id) => !this.#layouts.has(id));
    if (unknown.length === 0) return;
    const texts = await this.#connection.ask((client) => client.mget(unknown.map((id) => schemaKey(project, id))));
    unknown.forEach((id, i) => {
      const schema = readSchema(texts[i] ?? '');
      const layout = schema && layoutOf(schema);
      if (layout?.id === id) this.#layouts.set(id, layout);
    });
  }

  #expiryMs(view: string): number {
    const expiry = this.#options.expiry[view];
    return expiry === undefined ? 0 : Math.max(1, Number(expiry / 1000n));
  }

  #foreign(key: string): never {
    throw new AsofError('online_record_foreign', { key, store: this.info.address });
  }

  #inTheWay(key: string, letter: string): AsofError {
    const store = this.info.address;
    return new AsofError(letter === 't' ? 'online_key_taken' : 'online_record_foreign', { key, store });
  }

  #otherLayout(view: string, layout: string): AsofError {
    return new AsofError('online_kind_differs', {
      address: this.info.address,
      what: `holds ${view} as layout: ${layout}`,
      hint: 'write that in asof.yaml, or use another project name',
    });
  }
}
