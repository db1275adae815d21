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

/** Round numbers (1, 2 or 5 times a power of ten; powers alone where those are many) between two above zero. */
export function logTicks(low: number, high: number, most: number): number[] {
  const [first, last] = [Math.floor(Math.log10(low)), Math.floor(Math.log10(high))];
  const powers = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const within = (digits: number[]): number[] =>
    powers
      .flatMap((power) => digits.map((digit) => Number(`${digit}e${power}`)))
      .filter((tick) => tick >= low && tick <= high);
  const [fine, coarse] = [within([1, 2, 5]), within([1])];
  if (fine.length === 0) return numberTicks(low, high, most);
  return fine.length <= most || coarse.length < 2 ? fine : coarse;
}
