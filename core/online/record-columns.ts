import type { ByteReader } from './byte-reader.ts';
import type { ScannedRecords, StoredRecord } from './online-store.ts';
import { readRecord, type RecordLayout } from './packed.ts';
import type { OnlineValue, Schema } from './schema.ts';

/** Records that a scan gives at once: as many as DuckDB stores together, which spares whoever puts them there a copy. */
const partRows = 122_880;

/** Records of one layout, column by column: a hundred thousand of them cost no objects but their names. */
class RecordColumns implements ScannedRecords {
  readonly entities: string[] = [];
  readonly t: bigint[] = [];
  readonly values: (OnlineValue[] | null)[];
  readonly #layout: RecordLayout;
  /** In the order of the layout; null for features that nobody asked for. */
  readonly #columns: (OnlineValue[] | null)[];

  constructor(layout: RecordLayout, features: readonly string[]) {
    const places = features.map((name) => layout.schema.features.findIndex((field) => field.name === name));
    this.#layout = layout;
    this.values = places.map((place) => (place < 0 ? null : []));
    this.#columns = layout.schema.features.map((_, place) => this.values[places.indexOf(place)] ?? null);
  }

  get schema(): Schema {
    return this.#layout.schema;
  }

  add(entity: string, { t, values }: StoredRecord): void {
    this.entities.push(entity);
    this.t.push(t);
    for (let i = 0; i < values.length; i++) this.#columns[i]?.push(values[i]!);
  }

  /** A record that lies between the reader's place and `end`; false where it is none of this layout. */
  read(entity: string, reader: ByteReader, end: number): boolean {
    const t = readRecord(this.#layout, reader, end, this.#columns);
    if (t === null) return false;
    this.entities.push(entity);
    this.t.push(t);
    return true;
  }
}

/** Gathers records by their layouts. */
export class ScanParts {
  readonly #features: readonly string[];
  readonly #parts = new Map<RecordLayout, RecordColumns>();

  constructor(features: readonly string[]) {
    this.#features = features;
  }

  of(layout: RecordLayout): RecordColumns {
    const known = this.#parts.get(layout);
    if (known) return known;
    const made = new RecordColumns(layout, this.#features);
    this.#parts.set(layout, made);
    return made;
  }

  /** The parts that are full, or all. They are no longer gathered into. */
  *take(all: boolean): Iterable<ScannedRecords> {
    for (const [layout, part] of this.#parts) {
      if (!all && part.entities.length < partRows) continue;
      this.#parts.delete(layout);
      yield part;
    }
  }
}
