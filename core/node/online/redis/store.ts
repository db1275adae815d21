import type { Run } from '../../../engine/engine.ts';
import { AsofError } from '../../../errors/asof-error.ts';
import { throwIfCancelled } from '../../../online/cancelled.ts';
import { ByteReader } from '../../../online/byte-reader.ts';
import { readRun } from '../../../online/finished-run.ts';
import type {
  OnlineStore,
  PutTarget,
  ScannedRecords,
  ShownRecord,
  StoredRecord,
  StoreInfo,
  ViewState,
  ViewWriter,
  RecordCount,
  RecordKey,
  RecordSize,
} from '../../../online/online-store.ts';
import type { WritePermit } from '../../../online/permit.ts';
import { layoutOf, readSchemaId, unpackRecord, type RecordLayout } from '../../../online/packed.ts';
import { ScanParts } from '../../../online/record-columns.ts';
import { readSchema } from '../../../online/schema.ts';
import { parseAddress } from './address.ts';
import { RedisConnection } from './connection.ts';
import { evictionWarnings } from './eviction.ts';
import { forgetProject, forgetInRedis, forgetRecords } from './forget.ts';
import { getMany } from './get.ts';
import { unpackHash } from './hash.ts';
import { recordKey, recordKeys, recordPrefix, recordSuffix, runsKey, schemaKey, viewsKey } from './keys.ts';
import { ParcelPool } from './parcel.ts';
import { measureKeys, usedMemory } from './measure.ts';
import { countNames, listKeys, listValues, sampleNames } from './scan.ts';
import { showRecord } from './show.ts';
import { RedisWriter } from './writer.ts';

export interface RedisOptions {
  layout: 'packed' | 'hash';
  /** View -> microseconds after writing. */
  expiry: Readonly<Record<string, bigint>>;
  /** What file names in the address are relative to. */
  root: string;
}

/** The online store in Redis 6 or later, standalone, behind sentinels or a cluster; its keys are in keys.ts. */
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
  readonly #layouts = new Map<string, RecordLayout>();
  readonly #pool = new ParcelPool();

  constructor(connection: RedisConnection, info: StoreInfo, options: RedisOptions) {
    this.#connection = connection;
    this.info = info;
    this.#options = options;
  }

  begin(target: PutTarget, _permit: WritePermit, overwrite = false): Promise<ViewWriter> {
    const how = { pool: this.#pool, layout: this.#options.layout, expiryMs: this.#expiryMs(target.view), overwrite };
    return RedisWriter.begin(this.#connection, target, how);
  }

  async get(project: string, wanted: readonly RecordKey[], run?: Run): Promise<(StoredRecord | null)[]> {
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
        return (
          (layout && unpackHash(layout, hash)) ?? this.#unreadable(project, wanted[i]!.view, keys[i]!, hash.__schema)
        );
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
      return (layout && unpackRecord(layout, value)) ?? this.#unreadable(project, wanted[i]!.view, keys[i]!, ids[i]);
    });
  }

  async views(project: string): Promise<ViewState[]> {
    const [views, runs] = await this.#connection.ask((client) =>
      Promise.all([client.hgetall(viewsKey(project)), client.hgetall(runsKey(project))]),
    );
    const described = Object.entries(views).map(([view, text]) => {
      const [, id, layout] = /^([0-9a-f]{16}) (packed|hash)$/.exec(text) ?? [];
      if (layout !== undefined && layout !== this.#options.layout) throw this.#otherLayout(view, layout);
      return { view, id: id ?? null };
    });
    await this.#learn(
      project,
      described.flatMap(({ id }) => id ?? []),
    );
    return described.map(({ view, id }) => {
      const schema = this.#layouts.get(id ?? '')?.schema ?? null;
      const run = runs[view];
      const lastRun = run === undefined ? null : readRun(run);
      const damage =
        schema === null
          ? this.#damaged('layout', view, id === null ? viewsKey(project) : schemaKey(project, id))
          : run !== undefined && !lastRun
            ? this.#damaged('run', view, runsKey(project))
            : null;
      return { view, schema, lastRun, damage };
    });
  }

  forget(project: string, wanted: RecordKey): Promise<boolean> {
    return forgetInRedis(this.#connection, project, wanted);
  }

  forgetView(project: string, view: string, _permit: WritePermit, run?: Run): Promise<number> {
    this.#pool.unsee(recordPrefix(project) + recordSuffix(view));
    return forgetRecords(this.#connection, project, view, run);
  }

  forgetProject(project: string): Promise<void> {
    return forgetProject(this.#connection, project);
  }

  async *entities(project: string, view: string, run?: Run): AsyncIterable<string[]> {
    const [prefix, suffix] = [recordPrefix(project), recordSuffix(view)];
    for await (const keys of listKeys(this.#connection, project, view, run))
      yield keys.map((key) => key.slice(prefix.length, -suffix.length));
  }

  sample(project: string, views: readonly string[], most: number, run?: Run): Promise<string[][]> {
    return sampleNames(this.#connection, project, views, most, run);
  }

  count(project: string, views: readonly string[], run?: Run): Promise<RecordCount[]> {
    return countNames(this.#connection, project, views, run);
  }

  async measure(project: string, wanted: readonly RecordKey[], run?: Run): Promise<(RecordSize | null)[]> {
    throwIfCancelled(run);
    const keys = recordKeys(project, wanted);
    const found = await measureKeys(this.#connection, keys, this.#options.layout);
    await this.#learn(
      project,
      found.flatMap((one) => one?.id ?? []),
    );
    return found.map((one, i) => {
      if (!one) return null;
      const layout = this.#layouts.get(one.id ?? '');
      const values = layout && one.valuesOf(layout);
      if (!values) return this.#unreadable(project, wanted[i]!.view, keys[i]!, one.id);
      return { all: one.all, name: Buffer.byteLength(keys[i]!), values };
    });
  }

  /** Of all masters. */
  bytes(): Promise<number | null> {
    return usedMemory(this.#connection);
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

  show(project: string, { view, entity }: RecordKey): Promise<ShownRecord> {
    const { address } = this.#connection;
    const key = recordKey(project, view, entity);
    return this.#connection.ask((client) => showRecord(client, address, this.#options.layout, key));
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  async #unpack(
    project: string,
    view: string,
    keys: readonly string[],
    values: readonly (Buffer | null)[],
    parts: ScanParts,
  ): Promise<void> {
    const [prefix, suffix] = [recordPrefix(project), recordSuffix(view)];
    let layout: RecordLayout | undefined;
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
      if (!layout || !parts.of(layout).read(entity, reader, end)) this.#unreadable(project, view, keys[i]!, id);
    }
  }

  #layoutOf({ schema }: StoredRecord): RecordLayout {
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

  /** `id` is the layout that a record names; where the store has not got that, it is what lacks. */
  #unreadable(project: string, view: string, key: string, id: string | null | undefined): never {
    if (id && /^[0-9a-f]{16}$/.test(id) && !this.#layouts.has(id))
      throw this.#damaged('layout', view, schemaKey(project, id));
    throw new AsofError('online_record_foreign', { key, store: this.info.address });
  }

  #damaged(what: 'run' | 'layout', view: string, key: string): AsofError {
    return new AsofError('online_damaged', { what, view, key, store: this.info.address });
  }

  #otherLayout(view: string, layout: string): AsofError {
    return new AsofError('online_kind_differs', {
      address: this.info.address,
      what: `holds ${view} as layout: ${layout}`,
      hint: 'write that in asof.yaml, or use another project name',
    });
  }
}
