import { saySpan, shortSpan } from '../../time/span.ts';

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** How figures are written for people; the JSON has them whole. */
export function sayCount(count: number): string {
  return whole.format(count);
}

/** A rate of 0..1: `41.2%`; what is not nothing is never written as 0.0%, nor what is not all as 100.0%. */
export function sayRate(rate: number): string {
  if (rate > 0 && rate < 0.0005) return '<0.1%';
  if (rate < 1 && rate >= 0.9995) return '>99.9%';
  return `${(rate * 100).toFixed(1)}%`;
}

export function sayAuc(auc: number | null | undefined): string {
  return auc == null ? '-' : auc.toFixed(3);
}

export function sayInflation(inflation: number | null | undefined): string {
  return inflation == null ? '-' : `${inflation < 0 ? '-' : '+'}${Math.abs(inflation).toFixed(3)}`;
}

/** `+9d`, as in the grid of the workbench. */
export function peek(seconds: number | undefined): string {
  return seconds === undefined ? '-' : shortSpan(toMicros(seconds), { signed: true });
}

/** `9 days`. */
export function sayPeek(seconds: number): string {
  return saySpan(toMicros(seconds));
}

export function saySeconds(seconds: number): string {
  return `${seconds.toFixed(seconds < 10 ? 2 : 0)} s`;
}

function toMicros(seconds: number): bigint {
  return BigInt(Math.round(seconds * 1e6));
}
