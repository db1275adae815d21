import { AsofError } from '../../errors/asof-error.ts';
import type { StoredRecord } from '../online-store.ts';
import type { OnlineValue, RecordField, Schema } from '../schema.ts';
import { readFeastValue } from './value.ts';

/** What Feast has written of an entity and a view. Microseconds. */
export interface FeastFields {
  /** Null where values are there without their time. */
  t: bigint | null;
  c: bigint | null;
  /** In the order of the names that were asked for; null where the record has not got one. */
  values: (Uint8Array | null)[];
}

interface KnownFeature {
  name: string;
  /** DuckDB's name of the type that is declared, else of the first value that said one. */
  type: string | null;
}

/** Reads a view's records. Records with the same features of the same types share one layout. */
export class FeastRecords {
  readonly names: string[];
  readonly #what: string;
  readonly #keys: readonly string[];
  readonly #features: KnownFeature[];
  readonly #layouts = new Map<string, Schema>();

  /** @param what Where they lie, for messages. */
  constructor(what: string, keys: readonly string[], features: readonly KnownFeature[]) {
    this.#what = what;
    this.#keys = keys;
    this.#features = features.map((feature) => ({ ...feature }));
    this.names = features.map(({ name }) => name);
  }

  /** Some feature's type is neither declared nor seen. */
  get isUntold(): boolean {
    return this.#features.some(({ type }) => type === null);
  }

  /** The features with what is known of their types; of a null that never said one, text. */
  fields(): RecordField[] {
    return this.#features.map(({ name, type }) => ({ name, type: type ?? 'VARCHAR' }));
  }

  /** The same, of some features alone; of one that there is not, nothing. */
  only(names: readonly string[]): FeastRecords {
    const features = this.#features.filter(({ name }) => names.includes(name));
    return new FeastRecords(this.#what, this.#keys, features);
  }

  /** Throws `online_failed` for what cannot be read. */
  record({ t, c, values: bytes }: FeastFields): StoredRecord {
    if (t === null)
      throw new AsofError('online_failed', {
        address: this.#what,
        reason: 'a record has values and no event timestamp',
      });
    const fields: RecordField[] = [];
    const values: OnlineValue[] = [];
    this.#features.forEach((feature, i) => {
      const written = bytes[i];
      if (!written) return;
      const { type, value } = readFeastValue(written, `${this.#what}:${feature.name}`);
      feature.type ??= type;
      fields.push({ name: feature.name, type: type ?? feature.type ?? 'VARCHAR' });
      values.push(value);
    });
    return { t, c, written: null, schema: this.#layoutOf(fields), values };
  }

  #layoutOf(features: RecordField[]): Schema {
    const name = JSON.stringify(features.map((field) => [field.name, field.type]));
    const known = this.#layouts.get(name);
    if (known) return known;
    const made = { keys: this.#keys.map((key) => ({ name: key, type: 'VARCHAR' })), features };
    this.#layouts.set(name, made);
    return made;
  }
}
