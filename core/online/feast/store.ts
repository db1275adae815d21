import type { Run } from '../../engine/engine.ts';
import { AsofError } from '../../errors/asof-error.ts';
import type { FeastStore, FeastStoredView } from '../../model/feast-store.ts';
import { throwIfCancelled } from '../cancelled.ts';
import { entityKey, everybody, keysOfEntity } from '../keys.ts';
import type {
  FinishedRun,
  OnlineStore,
  RecordCount,
  RecordKey,
  RecordSize,
  ScannedRecords,
  ShownRecord,
  StoredRecord,
  StoreInfo,
  ViewState,
} from '../online-store.ts';
import type { OnlineValue, Schema } from '../schema.ts';
import type { FeastBytes } from './feast-bytes.ts';
import { nobody, writeFeastKey, type FeastKeyValue } from './entity-key.ts';
import { KeyForms, readKey, type KeyForm } from './key-form.ts';
import { FeastRecords } from './records.ts';

interface NamedRecords {
  entities: string[];
  records: StoredRecord[];
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
  readonly #forms: KeyForms;
  readonly #records = new Map<string, FeastRecords>();

  /** @param runs By view, what the registry remembers; null where none is named. */
  constructor(bytes: FeastBytes, store: FeastStore, runs: () => Promise<ReadonlyMap<string, FinishedRun> | null>) {
    this.info = bytes.info;
    this.#bytes = bytes;
    this.#store = store;
    this.#runs = runs;
    this.#forms = new KeyForms(bytes, store);
  }

  get(_project: string, wanted: readonly RecordKey[], run?: Run): Promise<(StoredRecord | null)[]> {
    return this.#byView(wanted, (view, entities) => {
      throwIfCancelled(run);
      return this.#getOf(view, entities, run);
    });
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
    const form = view && (await this.#forms.of(view));
    const key = form && writeFeastKey(form.prefix, valuesOf(view, form, entity));
    if (!key) return { command: null, raw: null };
    return this.#bytes.show(name, key, (await this.#recordsOf(view)).names);
  }

  /** Every key is looked at: no count is kept. */
  async count(_project: string, views: readonly string[], run?: Run): Promise<RecordCount[]> {
    const counts: RecordCount[] = [];
    for (const view of views) {
      const names = new Set<string>();
      for await (const part of this.entities('', view, run)) for (const name of part) names.add(name);
      counts.push({ records: names.size, isExact: true });
    }
    return counts;
  }

  async measure(_project: string, wanted: readonly RecordKey[], run?: Run): Promise<(RecordSize | null)[]> {
    return this.#byView(wanted, async (view, entities) => {
      // Whoever gets a record first finds how its key is written.
      await this.#getOf(view, entities, run);
      const form = await this.#forms.of(view, run);
      if (!form) return [];
      const { names } = await this.#recordsOf(view);
      const keys = entities.map((entity) => writeFeastKey(form.prefix, valuesOf(view, form, entity)));
      const there = keys.filter((key) => key !== null);
      const sizes = await this.#bytes.sizes(view.name, there, names);
      let next = 0;
      return keys.map((key) => {
        const size = key && sizes[next++];
        return size ? { ...size, values: size.values.filter((one) => one !== null) } : null;
      });
    });
  }

  bytes(): Promise<number | null> {
    return this.#bytes.bytes();
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

  #refuse(): Promise<never> {
    return Promise.reject(new AsofError('online_of_feast', { address: this.info.address }));
  }

  #view(name: string): FeastStoredView | undefined {
    return this.#store.views.find((one) => one.name === name);
  }

  /** What is found of each, view by view; null where the view is not defined or nothing is found. */
  async #byView<T>(
    wanted: readonly RecordKey[],
    find: (view: FeastStoredView, entities: string[]) => Promise<(T | null)[]>,
  ): Promise<(T | null)[]> {
    const found = new Array<T | null>(wanted.length).fill(null);
    const names = [...new Set(wanted.map(({ view }) => view))];
    await Promise.all(
      names.map(async (name) => {
        const view = this.#view(name);
        const places = wanted.flatMap((one, place) => (one.view === name ? [place] : []));
        const all = view
          ? await find(
              view,
              places.map((place) => wanted[place]!.entity),
            )
          : [];
        all.forEach((one, i) => (found[places[i]!] = one));
      }),
    );
    return found;
  }

  async #getOf(view: FeastStoredView, entities: readonly string[], run?: Run): Promise<(StoredRecord | null)[]> {
    const form = await this.#forms.of(view, run);
    if (!form) return [];
    const found = await this.#read(view, form, entities);
    if (found.some((record) => record !== null)) return found;
    const other = await this.#forms.other(view, form, run);
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
    const form = view && (await this.#forms.of(view, run));
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
    if (none && (await this.#forms.other(view, form, run))) yield* this.#all(name, features, run);
  }

  async #schema(view: FeastStoredView): Promise<Schema> {
    const form = await this.#forms.of(view);
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
