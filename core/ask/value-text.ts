import type { OnlineValue } from '../online/schema.ts';
import { describeType, type StoredKind } from '../types/describe-type.ts';
import { formatInstant } from '../time/instant.ts';

/** A stored value as a person reads it; null is null. */
export function valueText(value: OnlineValue, type: string | null): string | null {
  return value === null ? null : textOf(value, type === null ? 'text' : describeType(type).stored);
}

function textOf(value: OnlineValue, kind: StoredKind): string {
  if (Array.isArray(value)) {
    const inner = typeof kind === 'object' ? kind.list : kind;
    return `[${value.map((one) => (one === null ? 'null' : textOf(one, inner))).join(', ')}]`;
  }
  if (typeof value === 'bigint' && kind === 'timestamp') return formatInstant(value);
  if (Object.is(value, -0)) return '-0';
  return String(value);
}
