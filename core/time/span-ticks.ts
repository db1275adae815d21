/** Where an axis of spans is marked, and with what: `-2d`, `0`, `+12h`. */
export interface SpanTick {
  at: bigint;
  text: string;
}

const units = [
  ['µs', 1n, [1n, 2n, 5n, 10n, 20n, 50n, 100n, 200n, 500n]],
  ['ms', 1000n, [1n, 2n, 5n, 10n, 20n, 50n, 100n, 200n, 500n]],
  ['s', 1_000_000n, [1n, 2n, 5n, 10n, 15n, 30n]],
  ['m', 60_000_000n, [1n, 2n, 5n, 10n, 15n, 30n]],
  ['h', 3_600_000_000n, [1n, 2n, 3n, 6n, 12n]],
  [
    'd',
    86_400_000_000n,
    [
      1n,
      2n,
      5n,
      10n,
      20n,
      50n,
      100n,
      200n,
      500n,
      1000n,
      2000n,
      5000n,
      10_000n,
      20_000n,
      50_000n,
      100_000n,
      1_000_000n,
      10_000_000n,
    ],
  ],
] as const;

/**
 * The multiples of the finest round step that are at most `most` between two spans, microseconds;
 * 0 among them where it lies between. All are said in the step's own unit, so that none is rounded, and
 * that is one of which no two make the next: days where there are two, not `+48h`.
 */
export function spanTicks(from: bigint, to: bigint, most: number): SpanTick[] {
  const furthest = -from > to ? -from : to;
  const isFar = (i: number): boolean => i + 1 < units.length && furthest >= 2n * units[i + 1]![1];
  const steps = units.flatMap(([letter, unit, counts], i) =>
    isFar(i) ? [] : counts.map((count) => ({ letter, unit, step: count * unit })),
  );
  const room = BigInt(Math.max(1, Math.floor(most)));
  const fits = ({ step }: (typeof steps)[number]): boolean => floor(to, step) - floor(from - 1n, step) <= room;
  const { letter, unit, step } = steps.find(fits) ?? steps.at(-1)!;
  const first = floor(from - 1n, step) + 1n;
  const count = Number(floor(to, step) - first) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, i) => {
    const at = (first + BigInt(i)) * step;
    return { at, text: at === 0n ? '0' : `${at > 0n ? '+' : '-'}${(at > 0n ? at : -at) / unit}${letter}` };
  });
}

function floor(a: bigint, b: bigint): bigint {
  const q = a / b;
  return a % b !== 0n && a < 0n ? q - 1n : q;
}
