import type { Batch, BatchLoader, BatchValue } from '../engine/batches.ts';
import type { Column, Engine } from '../engine/engine.ts';
import type { Scratch } from '../engine/scratch.ts';
import type { StoredRecord } from '../online/online-store.ts';
import { infinity, kindOf, type Field, type Kind, type OnlineValue, type Schema } from '../online/schema.ts';
import { ident, join, sql, typeName, type Sql } from '../sql/sql.ts';
import { formatInstant } from '../time/instant.ts';
import type { Side } from './comparison.ts';

/** A view's records of one layout, in the engine. */
export interface StoredRows {
  /** `entity`, `t` in microseconds, and v0.. for the features that the layout has. */
  table: Sql;
  /** In the order of the features that were asked for; null where the layout has not got it. */
  values: (Side | null)[];
}

/** Rows that are put into the engine at once: as many as DuckDB stores together, which spares it to copy them once more. */
const loadedAtOnce = 122_880;

/** Puts records into the engine: a table for each layout that comes along. */
export class StoredRowsLoader {
  readonly #engine: Engine & BatchLoader;
  readonly #scratch: Scratch;
  readonly #features: readonly string[];
  readonly #layouts = new Map<Schema, Layout>();
  #loading: Promise<void> = Promise.resolve();

  constructor(engine: Engine & BatchLoader, scratch: Scratch, features: readonly string[]) {
    this.#engine = engine;
    this.#scratch = scratch;
    this.#features = features;
  }

  /** Null records are left out. */
  async add(entities: readonly string[], records: readonly (StoredRecord | null)[]): Promise<void> {
    for (let i = 0; i < records.length; i++) {
      const record = records[i];
      if (!record) continue;
      const layout = this.#layouts.get(record.schema) ?? this.#addLayout(record.schema);
      layout.add(entities[i]!, record);
      if (layout.rows >= loadedAtOnce) await this.#load(layout);
    }
  }

  /** What was added until now; more may be. */
  async flush(): Promise<StoredRows[]> {
    for (const layout of this.#layouts.values()) await this.#load(layout);
    await this.#loading;
    return [...this.#layouts.values()].map(({ table, values }) => ({ table: ident(table), values }));
  }

  /** Waits for what is under way, whatever becomes of it: after that nothing is made any more. */
  async settle(): Promise<void> {
    await this.#loading.catch(() => undefined);
  }

  #addLayout(schema: Schema): Layout {
    const layout = new Layout(this.#scratch.name('stored'), schema, this.#features);
    this.#layouts.set(schema, layout);
    return layout;
  }

  /** One batch is under way while the next one is gathered. */
  async #load(layout: Layout): Promise<void> {
    await this.#loading;
    const batch = layout.take();
    const isNew = !layout.made;
    layout.made = true;
    this.#loading = (async () => {
      const columns = layout.columns.map(({ name, type }) => sql`${ident(name)} ${typeName(type)}`);
      if (isNew) await this.#engine.exec(sql`CREATE TABLE ${ident(layout.table)} (${join(columns)})`);
      if (batch.rows > 0) await this.#engine.load(layout.table, layout.columns, batch);
    })();
    // Whoever awaits it is told.
    this.#loading.catch(() => undefined);
  }
}

class Layout {
  readonly table: string;
  readonly columns: Column[];
  readonly values: (Side | null)[];
  made = false;
  rows = 0;
  readonly #places: number[];
  readonly #toText: (Kind | null)[];
  #gathered: BatchValue[][];

  constructor(table: string, schema: Schema, features: readonly string[]) {
    this.table = table;
    const places = features.map((name) => schema.features.findIndex((field) => field.name === name));
    this.#places = places.filter((place) => place >= 0);
    const fields = this.#places.map((place) => schema.features[place]!);
    this.columns = [
      { name: 'entity', type: 'VARCHAR' },
      { name: 't', type: 'BIGINT' },
      ...fields.map((field, i) => ({ name: `v${i}`, type: loadedType(kindOf(field.type)) })),
    ];
    this.#toText = fields.map(({ type }) => (typeof kindOf(type) === 'object' ? kindOf(type) : null));
    this.values = places.map((place) => {
      const i = this.#places.indexOf(place);
      return place < 0 ? null : storedSide(fields[i]!, ident(`v${i}`));
    });
    this.#gathered = this.columns.map(() => []);
  }

  add(entity: string, { t, values }: StoredRecord): void {
    const gathered = this.#gathered;
    gathered[0]!.push(entity);
    gathered[1]!.push(t);
    for (let i = 0; i < this.#places.length; i++) {
      const value = values[this.#places[i]!]!;
      const kind = this.#toText[i]!;
      gathered[i + 2]!.push(kind && value !== null ? listText(kind, value) : value);
    }
    this.rows++;
  }

  take(): Batch {
    const batch = { rows: this.rows, columns: this.#gathered };
    this.#gathered = this.columns.map(() => []);
    this.rows = 0;
    return batch;
  }
}

const loadedTypes: Record<Extract<Kind, string>, string> = {
  bool: 'BOOLEAN',
  i32: 'INTEGER',
  u32: 'UINTEGER',
  i64: 'BIGINT',
  u64: 'UBIGINT',
  f32: 'FLOAT',
  f64: 'DOUBLE',
  timestamp: 'BIGINT',
  text: 'VARCHAR',
};

function loadedType(kind: Kind): string {
  return typeof kind === 'object' ? 'VARCHAR' : loadedTypes[kind];
}

/** A loaded value in the type that it was written with; what is stored as text and is more than that stays text. */
function storedSide({ type }: Field, value: Sql): Side {
  const kind = kindOf(type);
  if (typeof kind === 'object') return { type, value: sql`CAST(${value} AS ${typeName(type)})` };
  if (kind === 'timestamp') return { type: 'TIMESTAMP', value: instantOf(value) };
  if (kind === 'text') return { type: 'VARCHAR', value };
  return { type, value: loadedTypes[kind] === type ? value : sql`CAST(${value} AS ${typeName(type)})` };
}

/** TIMESTAMP of microseconds, the infinite ones too. */
export function instantOf(micros: Sql): Sql {
  const far = (sign: string) => sql`${sign}::TIMESTAMP`;
  return sql`CASE ${micros} WHEN ${infinity} THEN ${far('infinity')} WHEN ${-infinity} THEN ${far('-infinity')} ELSE make_timestamp(${micros}) END`;
}

/** A list as text that DuckDB casts back exactly. */
function listText(kind: Kind, value: OnlineValue): string {
  if (value === null) return 'NULL';
  if (typeof kind === 'object') {
    const texts = (value as OnlineValue[]).map((inner) => listText(kind.list, inner));
    return `[${texts.join(', ')}]`;
  }
  if (kind === 'text') return `"${(value as string).replaceAll(/["\\]/g, '\\$&')}"`;
  if (kind !== 'timestamp') return Object.is(value, -0) ? '-0.0' : String(value);
  if (value === infinity || value === -infinity) return value > 0 ? 'infinity' : '-infinity';
  return `${formatInstant(value as bigint)}+00`;
}
