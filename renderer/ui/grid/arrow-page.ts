import { DataType, tableFromIPC, TimeUnit, type Data, type Table, type Vector } from 'apache-arrow';
import type { ValueKind } from '../../../core/types/describe-type.ts';

/** A value of a page. Instants and dates are microseconds since 1970. */
export type PageValue = null | boolean | number | bigint | string;

export interface PageColumn {
  name: string;
  kind: ValueKind;
  /** Floats: integers have no decimals to align. */
  fractional: boolean;
  /** Instants that are whole days. */
  date: boolean;
  at: (row: number) => PageValue;
}

/** Some rows that came as one Arrow IPC stream, read value by value, nothing copied. */
export interface ArrowPage {
  rows: number;
  columns: readonly PageColumn[];
  column(name: string): PageColumn | undefined;
}

export function readPage(arrow: Uint8Array): ArrowPage {
  return readTable(tableFromIPC(arrow));
}

export function readTable(table: Table): ArrowPage {
  const columns = table.schema.fields.map((field, i) => readColumn(field.name, table.getChildAt(i)!));
  const byName = new Map(columns.map((column) => [column.name, column]));
  return { rows: table.numRows, columns, column: (name) => byName.get(name) };
}

function readColumn(name: string, vector: Vector): PageColumn {
  const type = vector.type as DataType;
  const plain = (row: number): PageValue => vector.get(row) as PageValue;
  const column = { name, fractional: false, date: false };
  if (DataType.isFloat(type)) return { ...column, kind: 'number', fractional: true, at: plain };
  if (DataType.isInt(type)) return { ...column, kind: 'number', at: plain };
  if (DataType.isBool(type)) return { ...column, kind: 'boolean', at: plain };
  if (DataType.isDate(type))
    return { ...column, kind: 'instant', date: true, at: (row) => micros(vector.get(row) as number | null) };
  if (DataType.isTimestamp(type)) return { ...column, kind: 'instant', at: exactInstants(vector, type.unit) };
  return { ...column, kind: 'text', at: (row) => text(vector.get(row)) };
}

/** Arrow's own reader gives a timestamp as a float of milliseconds; the 64-bit integers behind it are exact. */
function exactInstants(vector: Vector, unit: TimeUnit): (row: number) => PageValue {
  const scale = unit === TimeUnit.SECOND ? 1_000_000n : unit === TimeUnit.MILLISECOND ? 1000n : 1n;
  const divide = unit === TimeUnit.NANOSECOND ? 1000n : 1n;
  const chunks = vector.data as readonly Data[];
  return (row) => {
    let rest = row;
    for (const chunk of chunks) {
      if (rest < chunk.length) {
        if (!chunk.getValid(rest)) return null;
        return ((chunk.values as BigInt64Array)[rest]! * scale) / divide;
      }
      rest -= chunk.length;
    }
    return null;
  };
}

/** Arrow gives a date as milliseconds, whole days of them. */
function micros(milliseconds: number | null): bigint | null {
  return milliseconds === null ? null : BigInt(milliseconds) * 1000n;
}

function text(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
