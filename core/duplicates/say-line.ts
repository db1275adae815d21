import { saySpan } from '../time/span.ts';
import type { ComparedFeature } from './compared-features.ts';
import type { FittedLine } from './fit-line.ts';

/** What b is of a, and whether it is a itself but for rounding. */
export function sayLine(
  { a, b }: { a: ComparedFeature; b: ComparedFeature },
  { factor, shift }: FittedLine,
): { detail: string; isSame: boolean } {
  const isSame = Math.abs(factor - 1) < 1e-6 && shift === 0;
  if (isSame) return { detail: 'equal but for rounding', isSame };
  if (a.class === 'instant' && factor === 1)
    return { detail: `b is a ${shift > 0 ? 'plus' : 'minus'} ${saySpan(BigInt(Math.abs(Math.round(shift))))}`, isSame };
  const scaled = factor === 1 ? 'a' : factor === -1 ? '-a' : `${short(factor)} × a`;
  const shifted = shift === 0 ? '' : ` ${shift > 0 ? '+' : '-'} ${short(Math.abs(shift))}`;
  const unit = b.class === 'instant' ? ' in microseconds since 1970' : '';
  return { detail: `b = ${scaled}${shifted}${unit}`, isSame };
}

function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}
