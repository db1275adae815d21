import type { BatchReader } from '../engine/batches.ts';
import type { Engine, Run } from '../engine/engine.ts';
import { AsofError } from '../errors/asof-error.ts';
import type { OnlineValue, RecordField } from '../online/schema.ts';
import { storedSql } from '../online/stored-sql.ts';
import { ident, join, list, sql, typeName, type Sql } from '../sql/sql.ts';
import { describeType } from '../types/describe-type.ts';
import type { PushedCell, PushedRows } from './pushed-rows.ts';

/** The features of each row as a store has them. Throws `bad_option` for a value that is not of its type. */
export async function readPushed(
  engine: Engine & BatchReader,
  { features: given, times }: PushedRows,
  features: readonly RecordField[],
  run: Run,
): Promise<OnlineValue[][]> {
  const sent = features.map(({ name }, f) => sql`unnest(${cells(given[name]!)}) AS ${ident(`sent${f}`)}`);
  const read = features.flatMap(({ type }, f) => {
    const value = typed(type, ident(`sent${f}`));
    return [
      sql`${storedSql(type, value)} AS ${ident(`value${f}`)}`,
      sql`${ident(`sent${f}`)} IS NOT NULL AND ${value} IS NULL`,
    ];
  });
  const rows = sql`SELECT unnest(range(${times.length})) AS n, ${join(sent)}`;
  const values: OnlineValue[][] = times.map(() => []);
  for await (const { columns } of engine.batches(sql`SELECT n, ${join(read)} FROM (${rows})`, run)) {
    const [places, ...found] = columns as OnlineValue[][];
    places!.forEach((place, i) => {
      const r = Number(place);
      features.forEach(({ name, type }, f) => {
        if (found[2 * f + 1]![i] === true) throw notOf(name, type, given[name]![r]!);
        values[r]![f] = found[2 * f]![i] ?? null;
      });
    });
  }
  return values;
}

function typed(type: string, value: Sql): Sql {
  return type === 'BLOB' ? sql`TRY(from_base64(${value}))` : sql`TRY_CAST(${value} AS ${typeName(type)})`;
}

function cells(column: readonly (PushedCell | null)[]): Sql {
  const isList = column.some((value) => Array.isArray(value));
  const texts = column.map((value) =>
    Array.isArray(value) ? list(value) : value === null ? sql`NULL` : sql`${value}`,
  );
  return isList ? sql`[${join(texts)}]::VARCHAR[][]` : sql`[${join(texts)}]::VARCHAR[]`;
}

function notOf(name: string, type: string, value: PushedCell): AsofError {
  const shown = Array.isArray(value) ? value.join(', ') : value;
  const message = `"${shown}" of ${name} is no ${describeType(type).family}`;
  return new AsofError('bad_option', { message, expected: `write values of ${type}` });
}
