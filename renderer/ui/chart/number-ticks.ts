/** 1, 2 or 5 times a power of ten, at least as great. */
export function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const times = [1, 2, 5, 10].find((candidate) => candidate * power >= least * (1 - 1e-9)) ?? 10;
  return times * power;
}

/** The multiples of the finest round step that are at most about `most` between two numbers. */
export function numberTicks(low: number, high: number, most: number): number[] {
  if (!(high > low)) return [low];
  const step = roundStep((high - low) / Math.max(1, most - 1));
  const [first, last] = [Math.ceil(low / step - 1e-9), Math.floor(high / step + 1e-9)];
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}
