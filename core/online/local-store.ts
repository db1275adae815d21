import type { Run } from '../engine/engine.ts';
import { AsofError } from '../errors/asof-error.ts';
import { ByteReader } from './byte-reader.ts';
import { throwIfCancelled } from './cancelled.ts';
import { readRun, runText } from './finished-run.ts';
import { escapePart, unescapePart } from './keys.ts';
import {
  replaces,
  type FinishedRun,
  type OnlineRecord,
  type OnlineStore,
  type PutCounts,
  type PutTarget,
  type ShownRecord,
  type ScannedRecords,
  type StoredRecord,
  type StoreInfo,
  type ViewState,
  type Wanted,
} from './online-store.ts';
import { layoutOf, packRecord, readHeader, readSchemaId, unpackRecord, type Layout } from './packed.ts';
import { printBytes } from './print-bytes.ts';
import { ScanParts } from './record-columns.ts';
import { readSchema, schemaText } from './schema.ts';

/** Bytes by name, in this process or on its disk. Names are ordered as their UTF-8 bytes are. */
export interface ByteMap {
  /** What is read from here on is at least as new as what any process has written until now. */
  refresh(): void;
  get(key: string): Uint8Array | undefined;
  put(key: string, value: Uint8Array): void;
  /** The keys that start so, read at one moment. */
  startingWith(prefix: string): Iterable<string>;
  /** Runs `work` while nobody else writes; what it put is there as a whole or not at all. */
  exclusively<T>(work: () => T): T;
  close(): Promise<void>;
}

/** Records of one transaction: enough to be fast, few enough not to keep others waiting. */
const atOnce = 4096;
const namesAtOnce = 1000;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });

/** An online store over bytes by name. */
export class LocalStore implements OnlineStore {
  readonly info: StoreInfo;
  readonly #map: ByteMap;
  readonly #layouts = new Map<string, Layout>();

  constructor(map: ByteMap, info: StoreInfo) {
    this.#map = map;
    this.info = info;
  }

  put(target: PutTarget, records: readonly OnlineRecord[], run?: Run): Promise<PutCounts> {
    return settle(() => {
      const layout = layoutOf(target.schema);
      const counts = { written: 0, keptNewer: 0 };
      this.#describe(target, layout);
      for (let from = 0; from < records.length; from += atOnce) {
        throwIfCancelled(run);
        this.#map.exclusively(() => {
          for (const record of records.slice(from, from + atOnce)) {
            if (this.#putOne(target, layout, record)) counts.written++;
            else counts.keptNewer++;
          }
        });
      }
      return counts;
    });
  }

  get(project: string, wanted: readonly Wanted[]): Promise<(StoredRecord | null)[]> {
    return settle(() => {
      this.#map.refresh();
      return wanted.map(({ view, entity }) => {
        const key = recordKey(project, view, entity);
        const bytes = this.#map.get(key);
        return bytes ? this.#unpack(project, key, bytes) : null;
      });
    });
  }

  views(project: string): Promise<ViewState[]> {
    return settle(() => {
      this.#map.refresh();
      const prefix = `view:${escapePart(project)}:`;
      return [...this.#map.startingWith(prefix)].flatMap((key) => {
        const layout = this.#layout(project, decoder.decode(this.#map.get(key) ?? new Uint8Array()));
        const run = this.#map.get(`run:${key.slice('view:'.length)}`);
        const view = unescapePart(key.slice(prefix.length));
        return layout ? [{ view, schema: layout.schema, lastRun: run ? readRun(decoder.decode(run)) : null }] : [];
      });
    });
  }

  recordRun(project: string, view: string, finished: FinishedRun): Promise<void> {
    return settle(() =>
      this.#map.exclusively(() => {
        const key = `run:${escapePart(project)}:${escapePart(view)}`;
        const old = this.#map.get(key);
        const end = old && readRun(decoder.decode(old))?.end;
        if (end === undefined || finished.end >= end) this.#map.put(key, encoder.encode(runText(finished)));
      }),
    );
  }

  async *entities(project: string, view: string, run?: Run): AsyncIterable<string[]> {
    this.#map.refresh();
    const prefix = recordKey(project, view, '');
    let names: string[] = [];
    for (const key of this.#map.startingWith(prefix)) {
      if (names.push(key.slice(prefix.length)) < namesAtOnce) continue;
      throwIfCancelled(run);
      yield await Promise.resolve(names);
      names = [];
    }
    throwIfCancelled(run);
    yield names;
  }

  async *scan(project: string, view: string, features: readonly string[], run?: Run): AsyncIterable<ScannedRecords> {
    const prefix = recordKey(project, view, '');
    const parts = new ScanParts(features);
    for await (const entities of this.entities(project, view, run)) {
      for (const entity of entities) {
        const bytes = this.#map.get(prefix + entity);
        if (!bytes) continue;
        const id = readSchemaId(bytes);
        const layout = id === null ? null : this.#layout(project, id);
        if (!layout || !parts.of(layout).read(entity, new ByteReader(bytes), bytes.length))
          throw new AsofError('online_record_foreign', { key: prefix + entity, store: this.info.address });
      }
      yield* parts.take(false);
    }
    yield* parts.take(true);
  }

  show(project: string, { view, entity }: Wanted): Promise<ShownRecord> {
    return settle(() => {
      this.#map.refresh();
      const bytes = this.#map.get(recordKey(project, view, entity));
      return { command: null, raw: bytes ? printBytes(bytes) : null };
    });
  }

  epoch(): Promise<string> {
    return Promise.resolve('');
  }

  close(): Promise<void> {
    return this.#map.close();
  }

  #describe({ project, view, schema }: PutTarget, layout: Layout): void {
    const entries = [
      { key: `schema:${escapePart(project)}:${layout.id}`, text: schemaText(schema) },
      { key: `view:${escapePart(project)}:${escapePart(view)}`, text: layout.id },
    ];
    this.#map.refresh();
    const isThere = ({ key, text }: (typeof entries)[0]) =>
      decoder.decode(this.#map.get(key) ?? new Uint8Array()) === text;
    if (entries.every(isThere)) return;
    this.#map.exclusively(() => {
      for (const { key, text } of entries) this.#map.put(key, encoder.encode(text));
    });
  }

  #putOne(target: PutTarget, layout: Layout, record: OnlineRecord): boolean {
    const key = recordKey(target.project, target.view, record.entity);
    const bytes = this.#map.get(key);
    const old = bytes && readHeader(bytes);
    if (old === null) throw new AsofError('online_record_foreign', { key, store: this.info.address });
    if (old && !replaces(record, old)) return false;
    this.#map.put(key, packRecord(layout, record, target.written));
    return true;
  }

  #unpack(project: string, key: string, bytes: Uint8Array): StoredRecord {
    const id = readSchemaId(bytes);
    const layout = id === null ? null : this.#layout(project, id);
    const record = layout && unpackRecord(layout, bytes);
    if (!record) throw new AsofError('online_record_foreign', { key, store: this.info.address });
    return record;
  }

  #layout(project: string, id: string): Layout | null {
    const name = `schema:${escapePart(project)}:${id}`;
    const known = this.#layouts.get(name);
    if (known) return known;
    const bytes = this.#map.get(name);
    const schema = bytes && readSchema(decoder.decode(bytes));
    const layout = schema ? layoutOf(schema) : null;
    if (layout?.id !== id) return null;
    this.#layouts.set(name, layout);
    return layout;
  }
}

function recordKey(project: string, view: string, entity: string): string {
  return `record:${escapePart(project)}:${escapePart(view)}:${entity}`;
}

/** What is thrown becomes a rejection, as of any other store. */
function settle<T>(work: () => T): Promise<T> {
  return new Promise((resolve) => resolve(work()));
}
