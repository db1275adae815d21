import type { Random } from '../../../support/random.ts';
import { codes, counts, instants, money, names, prices, rates, sizes, sparse, tiers, words } from './columns.ts';
import type { PlantedFeature } from './planted.ts';

/** A column, and ways to serve it wrongly that are no cause of any kind: noise, others' values, steps and scales of no sense. */
interface Kind {
  columns: Pick<PlantedFeature, 'type' | 'value'>[];
  /** `A` is a constant of any size. */
  served: string[];
}

const flags = { type: 'BOOLEAN', value: 'u(1) < 0.3' };

const kinds: Kind[] = [
  {
    columns: [money, sizes, rates, prices, sparse],
    served: [
      'f + noise * A',
      'f + (noise - 0.5) * A',
      'f * (0.5 + noise)',
      'f * (1 + (noise - 0.5) * 1e-6)',
      'f + (noise - 0.5) * 1e-12',
      'f + tan(noise * 3) * A',
      'f + A / (0.01 + noise)',
      'noise * A',
      'other',
      'other + noise',
      'round(f * 3) / 3',
      'round(f / 3.3) * 3.3',
      'floor(f / 7) * 7 + 0.1',
      'f * f / 100',
      'sqrt(abs(f))',
      '1 / (1 + exp(-f))',
      'f + at_hour',
      'f * (1 + at_hour / 100)',
      'CASE WHEN noise < 0.5 THEN NULL ELSE other END',
      'round(f + (noise - 0.5) * A, 2)',
      'round(f * (1 + noise / 10), 1)',
    ],
  },
  {
    columns: [counts, { type: 'BIGINT', value: 'floor(exp(u(1) * 12))' }, { type: 'BIGINT', value: 'floor(u(1) * 5)' }],
    served: [
      'f + floor(noise * 5) - 2',
      'f + floor(noise * 3) - 1',
      'floor(f * (0.5 + noise))',
      'other',
      'floor(noise * 50)',
      'f ^ 2 // 3',
      'xor(f::BIGINT, 5 + floor(noise * 20)::BIGINT)',
      'abs(f - floor(noise * 10))',
    ],
  },
  {
    columns: [instants],
    served: [
      'f + to_microseconds((noise * 1e10)::BIGINT)',
      'f - to_microseconds((noise * 1e6)::BIGINT)',
      'f + INTERVAL 1 SECOND * floor(noise * 50 - 25)',
      'other',
      'time_bucket(INTERVAL 7 MINUTE, f)',
      'time_bucket(INTERVAL 7 DAY, f)',
    ],
  },
  {
    columns: [tiers, names, codes, words],
    served: [
      'other',
      'f || floor(noise * 100)::INT',
      "left(f, 1 + floor(noise * 9)::INT) || 'x'",
      'md5(f || noise)',
      'reverse(other)',
      'CASE WHEN noise < 0.5 THEN other ELSE reverse(f) END',
    ],
  },
  { columns: [flags, { type: 'BOOLEAN', value: 'u(1) < 0.9' }], served: ['NOT f', 'other', 'noise < 0.5'] },
];

/** A feature some of whose rows were served so. */
export function unrelated(random: Random): PlantedFeature {
  const { columns, served } = random.one(kinds);
  const size = random.one(['0.37', '3.3', '41.7', '1234.5']);
  const expression = random.one(served).replaceAll(/\bA\b/g, size).replaceAll('at_hour', "date_part('hour', at)");
  const part = random.one([0.05, 0.1, 0.3, 0.6]);
  return { ...random.one(columns), served: `CASE WHEN share < ${part} THEN ${expression} ELSE f END` };
}
