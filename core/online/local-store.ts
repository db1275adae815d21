import type { Run } from '../engine/engine.ts';
import { AsofError } from '../errors/asof-error.ts';
import { ByteReader } from './byte-reader.ts';
import { throwIfCancelled } from './cancelled.ts';
import { readRun, runText } from './finished-run.ts';
import { escapePart, unescapePart } from './keys.ts';
import {
  replaces,
  type OnlineRecord,
  type OnlineStore,
  type PutTarget,
  type ShownRecord,
  type ScannedRecords,
  type StoredRecord,
  type StoreInfo,
  type ViewState,
  type ViewWriter,
  type RecordCount,
  type RecordKey,
  type RecordSize,
} from './online-store.ts';
import {
  layoutOf,
  packRecord,
  readHeader,
  readSchemaId,
  unpackRecord,
  valueSizes,
  type RecordLayout,
} from './packed.ts';
import type { WritePermit } from './permit.ts';
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
  /** How many there are. */
  countOf(prefix: string): number;
  /** What an entry takes, of so many bytes of a key and a value. */
  sizeOf(key: number, value: number): number;
  /** What all entries take together; null where that is not known. */
  bytes(): number | null;
  /** Some of them, at most so many, at even distances in their order. `about`: how many there may be, 0 where nobody knows; it need not be so. */
  spread(prefix: string, most: number, about: number): Promise<string[]>;
  remove(key: string): void;
  /** Names the bytes as a whole: another where something else has taken their place. */
  identity(): string;
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
  readonly #layouts = new Map<string, RecordLayout>();

  constructor(map: ByteMap, info: StoreInfo) {
    this.#map = map;
    this.info = info;
  }

  begin(target: PutTarget, _permit: WritePermit, overwrite = false): Promise<ViewWriter> {
    return settle(() => {
      const layout = layoutOf(target.schema);
      this.#describe(target, layout);
      if (overwrite) this.#forgetRuns(target.project, target.view);
      const met = this.#met(target);
      return {
        put: (records, run) =>
          settle(() => {
            const counts = { written: 0, keptNewer: 0 };
            this.#describe(target, layout);
            for (let from = 0; from < records.length; from += atOnce) {
              throwIfCancelled(run);
              this.#map.exclusively(() => {
                this.#check(target, met);
                for (const record of records.slice(from, from + atOnce)) {
                  if (this.#putOne(target, layout, record, overwrite)) counts.written++;
                  else counts.keptNewer++;
                }
              });
            }
            return counts;
          }),
        finish: (finished) =>
          settle(() =>
            this.#map.exclusively(() => {
              this.#check(target, met);
              const key = runKey(target.project, target.view);
              const old = this.#map.get(key);
              const last = old && readRun(decoder.decode(old));
              if (old && !last && !overwrite) throw this.#damaged('run', target.view, key);
              if (overwrite || !last || finished.end >= last.end) this.#map.put(key, encoder.encode(runText(finished)));
              if (overwrite) this.#disturb(target.project, target.view);
            }),
          ),
      };
    });
  }

  get(project: string, wanted: readonly RecordKey[]): Promise<(StoredRecord | null)[]> {
    return settle(() => {
      this.#map.refresh();
      return wanted.map(({ view, entity }) => {
        const key = recordKey(project, view, entity);
        const bytes = this.#map.get(key);
        return bytes ? this.#unpack(project, view, key, bytes) : null;
      });
    });
  }

  views(project: string): Promise<ViewState[]> {
    return settle(() => {
      this.#map.refresh();
      const prefix = `view:${escapePart(project)}:`;
      return [...this.#map.startingWith(prefix)].map((key) => {
        const view = unescapePart(key.slice(prefix.length));
        const id = decoder.decode(this.#map.get(key) ?? new Uint8Array());
        const schema = this.#layout(project, id)?.schema ?? null;
        const name = runKey(project, view);
        const run = this.#map.get(name);
        const lastRun = run ? readRun(decoder.decode(run)) : null;
        const damage =
          schema === null
            ? this.#damaged('layout', view, schemaName(project, id))
            : run && !lastRun
              ? this.#damaged('run', view, name)
              : null;
        return { view, schema, lastRun, damage };
      });
    });
  }

  forget(project: string, { view, entity }: RecordKey): Promise<boolean> {
    return settle(() =>
      this.#map.exclusively(() => {
        const key = recordKey(project, view, entity);
        const isThere = this.#map.get(key) !== undefined;
        if (isThere) this.#map.remove(key);
        return isThere;
      }),
    );
  }

  async forgetView(project: string, view: string, _permit: WritePermit, run?: Run): Promise<number> {
    const prefix = recordKey(project, view, '');
    // First of all its runs: where this is cut off, the next run is the first again.
    this.#forgetRuns(project, view);
    const all: string[] = [];
    for await (const entities of this.entities(project, view, run)) all.push(...entities);
    for (let from = 0; from < all.length; from += atOnce) {
      throwIfCancelled(run);
      this.#map.exclusively(() => {
        for (const entity of all.slice(from, from + atOnce)) this.#map.remove(prefix + entity);
      });
    }
    this.#map.exclusively(() => {
      this.#disturb(project, view);
      this.#map.remove(viewKey(project, view));
    });
    return all.length;
  }

  forgetProject(project: string): Promise<void> {
    return settle(() => {
      this.#map.refresh();
      const prefixes = [schemaName(project, ''), disturbedKey(project, '')];
      const left = prefixes.flatMap((prefix) => [...this.#map.startingWith(prefix)]);
      if (left.length === 0) return;
      this.#map.exclusively(() => {
        for (const key of left) this.#map.remove(key);
        this.#map.put(forgottenKey, randomMark());
      });
      for (const key of left) this.#layouts.delete(key);
    });
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

  async sample(project: string, views: readonly string[], most: number, run?: Run): Promise<string[][]> {
    this.#map.refresh();
    const found: string[][] = [];
    for (const view of views) {
      throwIfCancelled(run);
      const prefix = recordKey(project, view, '');
      const last = this.#map.get(runKey(project, view));
      const about = (last && readRun(decoder.decode(last)))?.entities ?? 0;
      found.push((await this.#map.spread(prefix, most, about)).map((key) => key.slice(prefix.length)));
    }
    return found;
  }

  count(project: string, views: readonly string[], run?: Run): Promise<RecordCount[]> {
    return settle(() => {
      this.#map.refresh();
      return views.map((view) => {
        throwIfCancelled(run);
        return { records: this.#map.countOf(recordKey(project, view, '')), isExact: true };
      });
    });
  }

  measure(project: string, wanted: readonly RecordKey[]): Promise<(RecordSize | null)[]> {
    return settle(() => {
      this.#map.refresh();
      return wanted.map(({ view, entity }) => {
        const key = recordKey(project, view, entity);
        const bytes = this.#map.get(key);
        if (!bytes) return null;
        const id = readSchemaId(bytes);
        const layout = id === null ? null : this.#layout(project, id);
        const values = layout && valueSizes(layout, bytes);
        if (!values) throw this.#unreadable(project, view, key, layout ? null : id);
        const name = encoder.encode(key).length;
        return { all: this.#map.sizeOf(name, bytes.length), name, values };
      });
    });
  }

  bytes(): Promise<number | null> {
    return settle(() => {
      this.#map.refresh();
      return this.#map.bytes();
    });
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
          throw this.#unreadable(project, view, prefix + entity, layout ? null : id);
      }
      yield* parts.take(false);
    }
    yield* parts.take(true);
  }

  show(project: string, { view, entity }: RecordKey): Promise<ShownRecord> {
    return settle(() => {
      this.#map.refresh();
      const bytes = this.#map.get(recordKey(project, view, entity));
      return { command: null, raw: bytes ? printBytes(bytes) : null };
    });
  }

  close(): Promise<void> {
    return this.#map.close();
  }

  #describe({ project, view, schema }: PutTarget, layout: RecordLayout): void {
    const entries = [
      { key: schemaName(project, layout.id), text: schemaText(schema) },
      { key: viewKey(project, view), text: layout.id },
    ];
    this.#map.refresh();
    const isThere = ({ key, text }: (typeof entries)[0]) =>
      decoder.decode(this.#map.get(key) ?? new Uint8Array()) === text;
    if (entries.every(isThere)) return;
    this.#map.exclusively(() => {
      for (const { key, text } of entries) this.#map.put(key, encoder.encode(text));
    });
  }

  /** What a run has to meet again: the same bytes, and nothing forgotten or written over in between. */
  #met({ project, view }: PutTarget): string {
    const marks = [forgottenKey, disturbedKey(project, view)].map((key) => this.#map.get(key));
    return [this.#map.identity(), ...marks.map((mark) => (mark ? decoder.decode(mark) : ''))].join(' ');
  }

  #check(target: PutTarget, met: string): void {
    if (this.#met(target) !== met) throw new AsofError('online_restarted', { address: this.info.address });
  }

  #forgetRuns(project: string, view: string): void {
    this.#map.exclusively(() => {
      this.#disturb(project, view);
      this.#map.remove(runKey(project, view));
    });
  }

  #disturb(project: string, view: string): void {
    this.#map.put(disturbedKey(project, view), randomMark());
  }

  #damaged(what: 'run' | 'layout', view: string, key: string): AsofError {
    return new AsofError('online_damaged', { what, view, key, store: this.info.address });
  }

  #putOne(target: PutTarget, layout: RecordLayout, record: OnlineRecord, overwrite: boolean): boolean {
    const key = recordKey(target.project, target.view, record.entity);
    const bytes = this.#map.get(key);
    const old = bytes && readHeader(bytes);
    if (old === null) throw new AsofError('online_record_foreign', { key, store: this.info.address });
    if (old && !overwrite && !replaces(record, old)) return false;
    this.#map.put(key, packRecord(layout, record, target.written));
    return true;
  }

  #unpack(project: string, view: string, key: string, bytes: Uint8Array): StoredRecord {
    const id = readSchemaId(bytes);
    const layout = id === null ? null : this.#layout(project, id);
    const record = layout && unpackRecord(layout, bytes);
    if (!record) throw this.#unreadable(project, view, key, layout ? null : id);
    return record;
  }

  /** `missing` names the layout that a record has and the store has not. */
  #unreadable(project: string, view: string, key: string, missing: string | null): AsofError {
    if (missing !== null) return this.#damaged('layout', view, schemaName(project, missing));
    return new AsofError('online_record_foreign', { key, store: this.info.address });
  }

  #layout(project: string, id: string): RecordLayout | null {
    const name = schemaName(project, id);
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

function schemaName(project: string, id: string): string {
  return `schema:${escapePart(project)}:${id}`;
}

function viewKey(project: string, view: string): string {
  return `view:${escapePart(project)}:${escapePart(view)}`;
}

function runKey(project: string, view: string): string {
  return `run:${escapePart(project)}:${escapePart(view)}`;
}

/** Changes whenever runs that are under way may no longer be remembered. */
function disturbedKey(project: string, view: string): string {
  return `disturbed:${escapePart(project)}:${escapePart(view)}`;
}

/** The same for all projects, for one that is forgotten leaves nothing that is its own. */
const forgottenKey = 'forgotten';

function randomMark(): Uint8Array {
  return encoder.encode(String(Math.random()));
}

/** What is thrown becomes a rejection, as of any other store. */
function settle<T>(work: () => T): Promise<T> {
  return new Promise((resolve) => resolve(work()));
}
