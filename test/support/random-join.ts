import type { Boundary } from '../../core/view/moment.ts';
import { infinity, type OracleLabel, type OracleRow, type OracleView } from './oracle.ts';
import { Random } from './random.ts';

const minute = 60_000_000n;
/** 2024-03-01 00:00 UTC; times scatter over two hours around it, so that days change too. */
const start = 1_709_251_200_000_000n;
const sizes = [0, 1, 3, 12, 40, 63, 64, 65, 130];

export interface RandomJoin {
  labels: OracleLabel[];
  views: OracleView[];
  types: { keys: string[]; features: string[] };
}

/**
 * Labels and views full of what goes wrong: ties, nulls, late rows, exact boundaries, infinite times, embargos, one
 * or two keys, views joined on some of them or none (`onAll`: on all), empty tables.
 */
export function randomJoin(seed: number, { onAll = false } = {}): RandomJoin {
  const random = new Random(seed);
  const composite = random.chance(0.4);
  const entities = random.one([1, 3, 10]);
  const all = composite ? [0, 1] : [0];
  const key = (i: number): string | number | null => {
    if (random.chance(0.05)) return null;
    return i === 0 ? random.below(entities) : random.one(['eu', 'us']);
  };
  const keys = (on: number[]): (string | number | null)[] => on.map(key);
  const step = random.one([1n, 5n, 20n]);
  const endless = random.chance(0.3) ? 0.05 : 0;
  const moment = (): bigint => {
    if (random.chance(endless)) return random.chance(0.5) ? infinity : -infinity;
    return start + (BigInt(random.below(Number(120n / step))) * step - 60n) * minute;
  };
  const embargo = random.chance(0.6) ? 0n : BigInt(random.one([1, 5, 20])) * minute;
  const boundary: Boundary = random.chance(0.5) ? 'inclusive' : 'strict';
  const labels = Array.from({ length: random.one(sizes) }, () => ({
    keys: keys(all),
    at: random.chance(0.03) ? null : moment(),
    target: random.chance(0.1) ? null : random.below(2),
  }));
  const views = Array.from({ length: random.one([1, 1, 2]) }, (): OracleView => {
    const late = random.chance(0.5);
    const on = onAll || random.chance(0.7) ? all : random.one([[], ...all.map((i) => [i])]);
    return {
      on,
      boundary,
      embargo,
      ttl: random.chance(0.4) ? null : BigInt(random.one([1, 5, 20, 60])) * minute,
      available: random.chance(0.5),
      rows: Array.from({ length: random.one(sizes) * random.one([1, 4]) }, (): OracleRow => {
        const t = random.chance(0.05) ? null : moment();
        const wait = (): bigint => {
          if (t === infinity || t === -infinity || random.chance(endless)) return random.chance(0.5) ? infinity : start;
          return (t ?? start) + BigInt(random.one(late ? [0, 0, 5, 20, 60, -5] : [0, 0, 0, 1])) * minute;
        };
        return {
          keys: keys(on),
          t,
          c: random.chance(0.2) ? null : wait(),
          a: random.chance(0.1) ? null : wait(),
          values: [
            random.chance(0.2) ? null : random.below(9),
            random.chance(0.2) ? null : random.one(['', 'gold', "o'k", 'žluť']),
          ],
        };
      }),
    };
  });
  return {
    labels,
    views,
    types: { keys: composite ? ['INTEGER', 'VARCHAR'] : ['INTEGER'], features: ['INTEGER', 'VARCHAR'] },
  };
}

/** Many of them as one join: the number of each is one more key, so that they cannot meet. */
export function manyRandomJoins(seeds: number[]): RandomJoin {
  const joins = seeds.map((seed) => ({ seed, ...randomJoin(seed, { onAll: true }) }));
  const random = new Random(seeds[0]!);
  const ttl = random.chance(0.3) ? null : BigInt(random.one([5, 20])) * minute;
  const [boundary, available]: [Boundary, boolean] = [random.one(['inclusive', 'strict']), random.chance(0.5)];
  const embargo = random.chance(0.5) ? 0n : BigInt(random.one([1, 10])) * minute;
  const region = (keys: (string | number | null)[], seed: number): (string | number | null)[] => [
    keys[0]!,
    keys[1] ?? 'eu',
    seed,
  ];
  return {
    labels: joins.flatMap(({ labels, seed }) => labels.map((label) => ({ ...label, keys: region(label.keys, seed) }))),
    views: [
      {
        on: [0, 1, 2],
        boundary,
        embargo,
        ttl,
        available,
        rows: joins.flatMap(({ views, seed }) =>
          views[0]!.rows.map((row) => ({ ...row, keys: region(row.keys, seed) })),
        ),
      },
    ],
    types: { keys: ['INTEGER', 'VARCHAR', 'INTEGER'], features: ['INTEGER', 'VARCHAR'] },
  };
}
