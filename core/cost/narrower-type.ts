import type { OnlineValue } from '../online/schema.ts';
import { widths } from '../online/schema.ts';
import { describeType, type StoredKind } from '../types/describe-type.ts';

/** A type that would hold some values in fewer bytes. */
export interface NarrowerType {
  type: 'BOOLEAN' | 'INTEGER' | 'FLOAT';
  /** Bytes less, of each value that is not null. */
  saved: number;
}

/** Fewer say too little of the rest. */
const leastValues = 20;
const greatestInteger = 2 ** 31 - 1;

/**
 * The narrowest type that holds each of some values of a stored type as it is; null where there is none, and of too few
 * values. NaN and infinities are no integers.
 */
export function narrowerType(type: string, values: readonly OnlineValue[]): NarrowerType | null {
  const kind = describeType(type).stored;
  const some = values.filter((value) => value !== null);
  if (some.length < leastValues) return null;
  const numbers = numbersIn(kind, type, some);
  if (!numbers) return null;
  const isInteger = numbers.every((value) => Number.isInteger(value) && Math.abs(value) <= greatestInteger);
  // -0 is no integer that comes back.
  const isExact = isInteger && !numbers.some((value) => Object.is(value, -0));
  const now = meanBytes(kind, some);
  const fits = [
    {
      type: 'BOOLEAN',
      saved: now - widths.bool,
      isIt: isExact && numbers.every((value) => value === 0 || value === 1),
    },
    { type: 'INTEGER', saved: now - widths.i32, isIt: isExact },
    {
      type: 'FLOAT',
      saved: now - widths.f32,
      isIt: kind === 'f64' && numbers.every((value) => Object.is(Math.fround(value), value)),
    },
  ] as const;
  const found = fits.find(({ isIt, saved }) => isIt && saved > 0);
  return found ? { type: found.type, saved: found.saved } : null;
}

/** Null where they are no numbers, nor texts that are just integers. */
function numbersIn(kind: StoredKind, type: string, values: readonly OnlineValue[]): number[] | null {
  if (kind === 'text' && type === 'VARCHAR')
    return values.every((value) => /^(?:0|-?[1-9]\d{0,8})$/.test(value as string)) ? values.map(Number) : null;
  const isNumber = typeof kind === 'string' && ['i32', 'u32', 'i64', 'u64', 'f32', 'f64'].includes(kind);
  return isNumber ? values.map(Number) : null;
}

function meanBytes(kind: StoredKind, values: readonly OnlineValue[]): number {
  if (kind !== 'text') return widths[kind as keyof typeof widths];
  const digits = values.reduce<number>((sum, value) => sum + (value as string).length, 0);
  return widths.text + digits / values.length;
}
