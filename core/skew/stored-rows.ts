import type { Batch, BatchLoader, BatchValue } from '../engine/batches.ts';
import type { Column, Engine } from '../engine/engine.ts';
import type { Scratch } from '../engine/scratch.ts';
import type { ScannedRecords, StoredRecord } from '../online/online-store.ts';
import { exactText } from '../online/exact-text.ts';
import { infinity, type RecordField, type Schema } from '../online/schema.ts';
import { describeType, type StoredKind } from '../types/describe-type.ts';
import { ident, join, sql, typeName, type Sql } from '../sql/sql.ts';
import type { Side } from './comparison.ts';

/** A view's records of one layout, in the engine. */
export interface StoredRows {
  /** `entity`, `t` in microseconds, and v0.. for the features that the layout has. */
  table: Sql;
  /** In the order of the features that were asked for; null where the layout has not got it. */
  values: (Side | null)[];
}

/** Puts records into the engine: a table for each layout that comes along. */
export class StoredRowsLoader {
  readonly #engine: Engine & BatchLoader;
  readonly #scratch: Scratch;
  readonly #tables = new Map<Schema, LayoutTable>();
  #loading: Promise<void> = Promise.resolve();

  constructor(engine: Engine & BatchLoader, scratch: Scratch) {
    this.#engine = engine;
    this.#scratch = scratch;
  }

  /** One part is on its way while the next one is gathered. */
  async add(part: ScannedRecords, features: readonly string[]): Promise<void> {
    await this.#loading;
    const known = this.#tables.get(part.schema);
    const table = known ?? new LayoutTable(this.#scratch.name('stored'), part.schema, features);
    this.#tables.set(part.schema, table);
    this.#loading = (async () => {
      const columns = table.columns.map(({ name, type }) => sql`${ident(name)} ${typeName(type)}`);
      if (!known) await this.#engine.exec(sql`CREATE TABLE ${ident(table.name)} (${join(columns)})`);
      await this.#engine.load(table.name, table.columns, table.batch(part));
    })();
    // Whoever awaits it is told.
    this.#loading.catch(() => undefined);
  }

  /** What was added until now; more may be. */
  async flush(): Promise<StoredRows[]> {
    await this.#loading;
    return [...this.#tables.values()].map(({ name, values }) => ({ table: ident(name), values }));
  }

  /** Waits for what is under way, whatever becomes of it: after that nothing is made any more. */
  async settle(): Promise<void> {
    await this.#loading.catch(() => undefined);
  }
}

/** Records as a scan would give them, the null ones left out. */
export function toParts(
  entities: readonly string[],
  records: readonly (StoredRecord | null)[],
  features: readonly string[],
): ScannedRecords[] {
  const parts = new Map<Schema, { part: ScannedRecords; places: number[] }>();
  records.forEach((record, r) => {
    if (!record) return;
    const { schema } = record;
    const known = parts.get(schema);
    const places = known?.places ?? features.map((name) => schema.features.findIndex((field) => field.name === name));
    const part = known?.part ?? { schema, entities: [], t: [], values: places.map((place) => (place < 0 ? null : [])) };
    parts.set(schema, { part, places });
    part.entities.push(entities[r]!);
    part.t.push(record.t);
    places.forEach((place, i) => part.values[i]?.push(record.values[place]!));
  });
  return [...parts.values()].map(({ part }) => part);
}

/** A table for the records of one layout. */
class LayoutTable {
  readonly name: string;
  readonly columns: Column[];
  readonly values: (Side | null)[];
  readonly #kinds: StoredKind[];

  constructor(name: string, schema: Schema, features: readonly string[]) {
    this.name = name;
    const fields = features.map((feature) => schema.features.find((field) => field.name === feature) ?? null);
    const there = fields.filter((field) => field !== null);
    this.#kinds = there.map(({ type }) => describeType(type).stored);
    this.columns = [
      { name: 'entity', type: 'VARCHAR' },
      { name: 't', type: 'BIGINT' },
      ...this.#kinds.map((kind, i) => ({ name: `v${i}`, type: loadedType(kind) })),
    ];
    this.values = fields.map((field) => field && storedSide(field, ident(`v${there.indexOf(field)}`)));
  }

  batch({ entities, t, values }: ScannedRecords): Batch {
    const columns = values
      .filter((column) => column !== null)
      .map((column, i): BatchValue[] => {
        const kind = this.#kinds[i]!;
        if (typeof kind !== 'object') return column;
        return column.map((value) => (value === null ? null : exactText(kind, value)));
      });
    return { rows: entities.length, columns: [entities, t, ...columns] };
  }
}

const loadedTypes: Record<Extract<StoredKind, string>, string> = {
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

function loadedType(kind: StoredKind): string {
  return typeof kind === 'object' ? 'VARCHAR' : loadedTypes[kind];
}

/** A loaded value in the type that it was written with; what is stored as text and is more than that stays text. */
function storedSide({ type }: RecordField, value: Sql): Side {
  const kind = describeType(type).stored;
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
