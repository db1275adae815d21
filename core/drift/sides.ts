import type { Column } from '../engine/engine.ts';
import { ident, join, sql, type Sql } from '../sql/sql.ts';
import { describeType } from '../types/describe-type.ts';
import { partCount } from './floor.ts';

/** One of two tables, or stretches of their time, that are compared. */
export interface DriftSide {
  /** As it was asked for. */
  name: string;
  /** Goes behind FROM. */
  rows: Sql;
  /** Equal for rows of one entity; of each row its own where no entity is known. */
  unit: Sql;
  /** What a row is sampled by. */
  order: Sql;
  /** When a row was, TIMESTAMP; null where that is not known, or of no meaning. */
  at: Sql | null;
  /** Whose row it is: the entity's name, null where it lacks a key. Null where no entity is known. */
  entity: Sql | null;
}

/** A feature, and its column on each side; null where there is none. */
export interface DriftFeature {
  view: string;
  feature: string;
  reference: Column | null;
  current: Column | null;
}

/** A feature that can be compared, and in which way. */
export interface Comparable extends DriftFeature {
  reference: Column;
  current: Column;
  kind: 'number' | 'category';
}

/** Looks how a feature can be compared; what cannot is given why. */
export function comparableOf(feature: DriftFeature): Comparable | string {
  const { reference, current } = feature;
  if (!reference || !current) return `it is only in the ${reference ? 'reference' : 'current table'}`;
  const [a, b] = [kindOf(reference.type), kindOf(current.type)];
  if (a !== b) return `its type changed from ${reference.type} to ${current.type}`;
  if (a === null) return `values of type ${reference.type} are not compared`;
  return { ...feature, reference, current, kind: a };
}

function kindOf(type: string): 'number' | 'category' | null {
  const { kind, family } = describeType(type);
  if (kind === 'number' || kind === 'instant') return 'number';
  return kind === 'boolean' || family === 'text' ? 'category' : null;
}

/**
 * Rows of both sides: `side` (0 is the reference), `part`, `t` (TIMESTAMP, null where it is not finite), and of the feature at place i its value `v<i>`; of numbers
 * that is a finite DOUBLE or null, and `odd<i>` says that it is infinite or not a number.
 */
export function bothSides(reference: DriftSide, current: DriftSide, features: readonly Comparable[]): Sql {
  const rowsOf = (side: DriftSide, number: number, which: 'reference' | 'current'): Sql => {
    const columns = features.flatMap((feature, i) => valuesOf(feature[which], feature.kind, i));
    const part = sql`(hash(${side.unit}) % ${partCount})::INTEGER`;
    const at = side.at ? sql`CASE WHEN isfinite(${side.at}) THEN ${side.at} END` : sql`NULL::TIMESTAMP`;
    return sql`SELECT ${join([sql`${number} AS side`, sql`${part} AS part`, sql`hash(${side.order}) AS place`, sql`${at} AS t`, ...columns])} FROM ${side.rows}`;
  };
  return sql`(${rowsOf(reference, 0, 'reference')} UNION ALL ${rowsOf(current, 1, 'current')})`;
}

function valuesOf({ name, type }: Column, kind: 'number' | 'category', i: number): Sql[] {
  const column = ident(name);
  const [value, odd] = [ident(`v${i}`), ident(`odd${i}`)];
  if (kind === 'category') return [sql`${column}::VARCHAR AS ${value}`];
  const described = describeType(type);
  if (described.kind === 'instant') {
    const isOdd = sql`NOT isfinite(${column})`;
    return [
      sql`CASE WHEN isfinite(${column}) THEN epoch_us(${column}::TIMESTAMP)::DOUBLE END AS ${value}`,
      sql`${isOdd} AS ${odd}`,
    ];
  }
  if (described.family !== 'float') return [sql`${column}::DOUBLE AS ${value}`, sql`FALSE AS ${odd}`];
  const isFinite = sql`isfinite(${column})`;
  return [sql`CASE WHEN ${isFinite} THEN ${column}::DOUBLE END AS ${value}`, sql`NOT ${isFinite} AS ${odd}`];
}
