import { Duration } from 'apache-arrow/fb/duration';
import type { Field } from 'apache-arrow/fb/field';
import { TimeUnit } from 'apache-arrow/fb/time-unit';
import { Type } from 'apache-arrow/fb/type';
import { metadataOf } from './columns.ts';
import { partsOf } from './damage.ts';
import { findMessages } from './messages.ts';

/** What Arrow knows and Parquet has no type for. */
export type DeclaredType = 'duration s' | 'duration ms' | 'duration us' | 'duration ns' | 'uuid';

/** By column, from the schema message that a writer of Parquet puts beside the data; null is any other type. */
export function declaredTypes(schema: Uint8Array): Map<string, DeclaredType | null> {
  const { schema: found } = findMessages(schema);
  const fields = partsOf(found, found.fieldsLength(), (i) => found.fields(i));
  return new Map(fields.map((field) => [field.name() ?? '', declaredType(field)]));
}

function declaredType(field: Field): DeclaredType | null {
  if (field.typeType() === Type.Duration) return durations[(field.type(new Duration()) as Duration).unit()];
  return metadataOf(field).get('ARROW:extension:name') === 'arrow.uuid' ? 'uuid' : null;
}

const durations: Record<TimeUnit, DeclaredType> = {
  [TimeUnit.SECOND]: 'duration s',
  [TimeUnit.MILLISECOND]: 'duration ms',
  [TimeUnit.MICROSECOND]: 'duration us',
  [TimeUnit.NANOSECOND]: 'duration ns',
};
