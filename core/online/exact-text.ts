import { formatInstant } from '../time/instant.ts';
import type { StoredKind } from '../types/describe-type.ts';
import { infinity, type OnlineValue } from './schema.ts';

/** A stored value as text that DuckDB casts back exactly. */
export function exactText(kind: StoredKind, value: OnlineValue): string {
  return kind === 'text' ? (value as string) : inList(kind, value);
}

function inList(kind: StoredKind, value: OnlineValue): string {
  if (value === null) return 'NULL';
  if (typeof kind === 'object')
    return `[${(value as OnlineValue[]).map((inner) => inList(kind.list, inner)).join(', ')}]`;
  if (kind === 'text') return `"${(value as string).replaceAll(/["\\]/g, '\\$&')}"`;
  if (kind !== 'timestamp') return Object.is(value, -0) ? '-0.0' : String(value);
  if (value === infinity || value === -infinity) return value > 0 ? 'infinity' : '-infinity';
  return `${formatInstant(value as bigint)}+00`;
}
