import { ident, sql, type Sql } from '../sql/sql.ts';
import { micros } from '../sql/micros.ts';
import type { BoundFeature } from '../table/bound.ts';
import { describeType } from '../types/describe-type.ts';

/** Values of one class can be compared with each other, whatever their types. */
export type ValueClass = 'number' | 'instant' | 'text';

/** A feature among those that are compared. */
export interface ComparedFeature {
  /** Its place among all, which names its column. */
  id: number;
  /** `view:feature` */
  name: string;
  /** The place of its view. */
  view: number;
  feature: BoundFeature;
  class: ValueClass;
}

export function valueClassOf(type: string): ValueClass {
  const { kind } = describeType(type);
  return kind === 'boolean' ? 'number' : kind;
}

/** What a feature's column is called in every table that is made of it. */
export function columnOf({ id }: Pick<ComparedFeature, 'id'>): Sql {
  return ident(`v${id}`);
}

/**
 * A value as a number (DOUBLE), the same for the same values of a class: of a truth 0 or 1, of an instant its
 * microseconds, of a text its hash.
 */
export function codeSql(type: string, value: Sql): Sql {
  switch (valueClassOf(type)) {
    case 'number':
      return describeType(type).kind === 'boolean' ? sql`(${value})::INTEGER::DOUBLE` : sql`(${value})::DOUBLE`;
    case 'instant':
      return sql`(${micros(sql`(${value})::TIMESTAMP`)})::DOUBLE`;
    case 'text':
      // A double has 53 bits.
      return sql`(hash((${value})::VARCHAR) >> 11)::DOUBLE`;
  }
}
