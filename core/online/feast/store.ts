import type { Run } from '../../engine/engine.ts';
import { AsofError } from '../../errors/asof-error.ts';
import type { FeastStore, FeastStoredView } from '../../model/feast-store.ts';
import { throwIfCancelled } from '../cancelled.ts';
import { entityKey, everybody, keysOfEntity } from '../keys.ts';
import type {
  FinishedRun,
  OnlineStore,
  RecordKey,
  ScannedRecords,
  ShownRecord,
  StoredRecord,
  StoreInfo,
  ViewState,
} from '../online-store.ts';
import type { OnlineValue, Schema } from '../schema.ts';
import { feastKeyPrefix, nobody, readFeastKey, writeFeastKey, type FeastKeyValue } from './entity-key.ts';
import { FeastRecords, type FeastFields } from './records.ts';

/** Where the bytes lie that Feast has written. Keys of entities are without the project's name. */
export interface FeastBytes {
  readonly info: StoreInfo;
  /** The keys that begin so and may be of records of a view, in parts; one may come twice, and be of none. */
  keys(view: string, prefix: Uint8Array, run?: Run): AsyncIterable<Uint8Array[]>;
  /** Of each entity the fields of those names, null where it has no record of the view. */
  read(view: string, keys: readonly Uint8Array[], names: readonly string[]): Promise<(FeastFields | null)[]>;
  /** The names of all features that a view has values of; null where that cannot be told. */
  featureNames(view: string): Promise<string[] | null>;
  show(view: string, key: Uint8Array, names: readonly string[]): Promise<ShownRecord>;
  close(): Promise<void>;
}

interface NamedRecords {
  entities: string[];
  records: StoredRecord[];
}

/** How the keys of a view's entities are written. */
interface KeyForm {
  prefix: Uint8Array;
  /** DuckDB's names, in the order of the join keys. */
  types: string[];
}

const keysAtOnce = 500;

/**
 * An online store that Feast writes, read as it lies there and never written: times, nulls and what expired are told
 * as they are, where Feast says of all that it is present. Every view that is defined has a state, written or not.
 */
export class FeastOnlineStore implements OnlineStore {
  readonly info: StoreInfo;
  readonly #bytes: FeastBytes;
  readonly #store: FeastStore;
  readonly #runs: () => Promise<ReadonlyMap<string, FinishedRun> | null>;
  readonly #forms = new Map<string, KeyForm>();
  readonly #records = new Map<string, FeastRecords>();
  /** Views of which it was looked at whether their keys are as is declared. */
  readonly #proven = new Set<string>();

  /** @param runs By view, what the registry remembers; null where none is named. */
  constructor(bytes: FeastBytes, store: FeastStore, runs: () => Promise<ReadonlyMap<string, FinishedRun> | null>) {
    this.info = bytes.info;
    this.#bytes = bytes;
    this.#store = store;
    this.#runs = runs;
  }

  async get(_project: string, wanted: readonly RecordKey[], run?: Run): Promise<(StoredRecord | null)[]> {
    const found = new Array<StoredRecord | null>(wanted.length).fill(null);
    const names = [...new Set(wanted.map(({ view }) => view))];
    await Promise.all(
      names.map(async (name) => {
        throwIfCancelled(run);
        const view = this.#view(name);
        const places = wanted.flatMap((one, place) => (one.view === name ? [place] : []));
        const entities = places.map((place) => wanted[place]!.entity);
        const records = view ? await this.#getOf(view, entities, run) : [];
        records.forEach((record, i) => (found[places[i]!] = record));
      }),
    );
    return found;
  }

  async views(): Promise<ViewState[]> {
    const runs = await this.#runs();
    return Promise.all(
      this.#store.views.map(async (view): Promise<ViewState> => {
        const lastRun = runs?.get(view.name) ?? null;
        return { view: view.name, schema: await this.#schema(view), lastRun, untoldRuns: runs === null, damage: null };
      }),
    );
  }

  async *entities(_project: string, name: string, run?: Run): AsyncIterable<string[]> {
    for await (const { entities } of this.#all(name, [], run)) yield entities;
  }

  async sample(_project: string, views: readonly string[], most: number, run?: Run): Promise<string[][]> {
    const found: string[][] = [];
    for (const view of views) {
      const names = new Set<string>();
      for await (const part of this.entities('', view, run)) {
        for (const name of part) if (names.size < most) names.add(name);
        if (names.size >= most) break;
      }
      found.push([...names]);
    }
    return found;
  }

  async *scan(_project: string, name: string, features: readonly string[], run?: Run): AsyncIterable<ScannedRecords> {
    for await (const { entities, records } of this.#all(name, features, run)) {
      const parts = new Map<Schema, ScannedRecords>();
      records.forEach(({ schema, t, values }, r) => {
        const place = (feature: string) => schema.features.findIndex((field) => field.name === feature);
        const made = { schema, entities: [], t: [], values: features.map((one) => (place(one) < 0 ? null : [])) };
        const part: ScannedRecords = parts.get(schema) ?? made;
        parts.set(schema, part);
        part.entities.push(entities[r]!);
        part.t.push(t);
        features.forEach((one, i) => part.values[i]?.push(values[place(one)] as OnlineValue));
      });
      yield* parts.values();
    }
  }

  async show(_project: string, { view: name, entity }: RecordKey): Promise<ShownRecord> {
    const view = this.#view(name);
    const form = view && (await this.#form(view));
    const key = form && writeFeastKey(form.prefix, valuesOf(view, form, entity));
    if (!key) return { command: null, raw: null };
    return this.#bytes.show(name, key, (await this.#recordsOf(view)).names);
  }

  count(): Promise<never> {
    return this.#unmeasured();
  }

  measure(): Promise<never> {
    return this.#unmeasured();
  }

  bytes(): Promise<never> {
    return this.#unmeasured();
  }

  begin(): Promise<never> {
    return this.#refuse();
  }

  forget(): Promise<never> {
    return this.#refuse();
  }

  forgetView(): Promise<never> {
    return this.#refuse();
  }

  forgetProject(): Promise<never> {
    return this.#refuse();
  }

  close(): Promise<void> {
    return this.#bytes.close();
  }

  /** In Redis the views of an entity share one hash, of which no part is any one's. */
  #unmeasured(): Promise<never> {
    const message = `what records take is not measured where Feast has written them, in ${this.info.address}`;
    return Promise.reject(new AsofError('bad_option', { message, expected: 'ask it of a store that Asof writes' }));
  }

  #refuse(): Promise<never> {
    return Promise.reject(new AsofError('online_of_feast', { address: this.info.address }));
  }

  #view(name: string): FeastStoredView | undefined {
    return this.#store.views.find((one) => one.name === name);
  }

  async #getOf(view: FeastStoredView, entities: readonly string[], run?: Run): Promise<(StoredRecord | null)[]> {
    const form = await this.#form(view, run);
    if (!form) return [];
    const found = await this.#read(view, form, entities);
    if (found.some((record) => record !== null)) return found;
    const other = await this.#otherForm(view, form, run);
    return other ? this.#read(view, other, entities) : found;
  }

  async #read(view: FeastStoredView, form: KeyForm, entities: readonly string[]): Promise<(StoredRecord | null)[]> {
    const records = await this.#recordsOf(view);
    const keys = entities.map((entity) => writeFeastKey(form.prefix, valuesOf(view, form, entity)));
    const fields = await this.#bytes.read(
      view.name,
      keys.filter((key) => key !== null),
      records.names,
    );
    let next = 0;
    return keys.map((key) => {
      const one = key && fields[next++];
      return one ? records.record(one) : null;
    });
  }

  /** A view's records part by part, with the features of those names. */
  async *#all(name: string, features: readonly string[], run?: Run): AsyncIterable<NamedRecords> {
    const view = this.#view(name);
    const form = view && (await this.#form(view, run));
    if (!form) return;
    const read = (await this.#recordsOf(view)).only(features);
    let none = true;
    for await (const part of this.#bytes.keys(name, form.prefix, run)) {
      for (let from = 0; from < part.length; from += keysAtOnce) {
        throwIfCancelled(run);
        const keys = part.slice(from, from + keysAtOnce).flatMap((key) => {
          const found = readKey(view, form.prefix, key);
          return found ? [{ key, entity: entityOf(view, found) }] : [];
        });
        const fields = await this.#bytes.read(
          name,
          keys.map(({ key }) => key),
          read.names,
        );
        const there = keys.flatMap(({ entity }, i) => (fields[i] ? [{ entity, record: read.record(fields[i]) }] : []));
        none &&= there.length === 0;
        yield { entities: there.map(({ entity }) => entity), records: there.map(({ record }) => record) };
      }
    }
    if (none && (await this.#otherForm(view, form, run))) yield* this.#all(name, features, run);
  }

  async #schema(view: FeastStoredView): Promise<Schema> {
    const form = await this.#form(view);
    const keys = view.joinKeys.map((name, i) => ({ name, type: form?.types[i] ?? 'VARCHAR' }));
    const records = await this.#recordsOf(view);
    if (form && records.isUntold) {
      // What is declared nowhere, the first records tell.
      for await (const part of this.#bytes.keys(view.name, form.prefix)) {
        const fields = await this.#bytes.read(view.name, part.slice(0, keysAtOnce), records.names);
        for (const one of fields) if (one) records.record(one);
        if (fields.some((one) => one !== null)) break;
      }
    }
    return { keys, features: records.fields() };
  }

  async #recordsOf(view: FeastStoredView): Promise<FeastRecords> {
    const known = this.#records.get(view.name);
    if (known) return known;
    const features =
      view.features ?? (await this.#bytes.featureNames(view.name))?.map((name) => ({ name, type: null }));
    if (!features) {
      const message = `which features ${view.name} has cannot be told: Feast keeps only hashes of their names in Redis`;
      throw new AsofError('bad_option', { message, expected: 'list its features in asof.yaml' });
    }
    const made = new FeastRecords(`${this.info.address}, ${view.name}`, view.joinKeys, features);
    this.#records.set(view.name, made);
    return made;
  }

  /** As it is declared, else as a key that is there has it; null where there is none. */
  async #form(view: FeastStoredView, run?: Run): Promise<KeyForm | null> {
    const known = this.#forms.get(view.name);
    if (known) return known;
    const { keyVersion, keyTypes } = this.#store;
    const names = namesOf(view);
    const declared = view.joinKeys.length === 0 ? [nobody.value.type] : view.joinKeys.map((name) => keyTypes[name]);
    const told = declared.filter((type) => type !== undefined);
    const form =
      keyVersion !== null && told.length === names.length
        ? { prefix: feastKeyPrefix(keyVersion, names), types: told }
        : await this.#findForm(view, run);
    if (form) this.#forms.set(view.name, form);
    return form;
  }

  /** Where nothing is found, keys may be written otherwise than is declared: before "nothing" is said, that is looked at. */
  async #otherForm(view: FeastStoredView, form: KeyForm, run?: Run): Promise<KeyForm | null> {
    if (this.#proven.has(view.name)) return null;
    this.#proven.add(view.name);
    const stored = await this.#findForm(view, run);
    if (!stored || isSame(stored, form)) return null;
    this.#forms.set(view.name, stored);
    return stored;
  }

  async #findForm(view: FeastStoredView, run?: Run): Promise<KeyForm | null> {
    for (const version of this.#store.keyVersion === 2 ? ([2, 3] as const) : ([3, 2] as const)) {
      const prefix = feastKeyPrefix(version, namesOf(view));
      for await (const part of this.#bytes.keys(view.name, prefix, run)) {
        for (const key of part) {
          const values = readKey(view, prefix, key);
          if (values) return { prefix, types: values.map(({ type }) => type) };
        }
      }
    }
    return null;
  }
}

function isSame(a: KeyForm, b: KeyForm): boolean {
  return a.types.join() === b.types.join() && a.prefix.length === b.prefix.length;
}

function namesOf({ joinKeys }: FeastStoredView): string[] {
  return joinKeys.length === 0 ? [nobody.joinKey] : joinKeys;
}

/** Null where a key is not one of the view's, to its last byte. */
function readKey(view: FeastStoredView, prefix: Uint8Array, key: Uint8Array): FeastKeyValue[] | null {
  const found = readFeastKey(prefix, namesOf(view).length, key);
  return found?.end === key.length ? found.values : null;
}

/** An entity's name as the store's contract has it. */
function entityOf({ joinKeys }: FeastStoredView, values: readonly FeastKeyValue[]): string {
  if (joinKeys.length === 0) return everybody;
  const keys = joinKeys.map((name, i) => ({ name, type: values[i]!.type }));
  return entityKey(
    keys,
    values.map(({ text }) => text),
  )!;
}

function valuesOf({ joinKeys }: FeastStoredView, { types }: KeyForm, entity: string): FeastKeyValue[] {
  if (joinKeys.length === 0) return [nobody.value];
  const given = new Map(keysOfEntity(entity).map(({ name, value }) => [name, value]));
  return joinKeys.map((name, i) => ({ type: types[i]!, text: given.get(name) ?? '' }));
}
