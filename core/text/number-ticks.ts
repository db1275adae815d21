import { roundNumber } from './round-width.ts';

/** A round number at least as great, but for what arithmetic adds to it. */
export function roundStep(least: number): number {
  return roundNumber(least * (1 - 1e-9));
}

/** The multiples of the finest round step that are at most about `most` between two numbers. */
export function numberTicks(low: number, high: number, most: number): number[] {
  if (!(high > low)) return [low];
  const step = roundStep((high - low) / Math.max(1, most - 1));
  const [first, last] = [Math.ceil(low / step - 1e-9), Math.floor(high / step + 1e-9)];
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}
