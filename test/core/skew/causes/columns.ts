import type { PlantedFeature } from './planted.ts';

type Column = Pick<PlantedFeature, 'type' | 'value'>;

export const money: Column = { type: 'DOUBLE', value: 'CASE WHEN u(9) < 0.1 THEN NULL ELSE u(1) * 1000 - 100 END' };
/** From 1 to some 20,000, most of them small. */
export const sizes: Column = { type: 'DOUBLE', value: 'exp(u(1) * 10)' };
export const rates: Column = { type: 'DOUBLE', value: 'u(1)' };
export const prices: Column = { type: 'DOUBLE', value: 'round(u(1) * 500, 2)' };
/** Nine of ten are zero. */
export const sparse: Column = { type: 'DOUBLE', value: 'CASE WHEN u(2) < 0.9 THEN 0 ELSE u(1) * 300 END' };
export const counts: Column = { type: 'BIGINT', value: 'CASE WHEN u(9) < 0.1 THEN NULL ELSE floor(u(1) * 40) + 1 END' };
export const instants: Column = {
  type: 'TIMESTAMP',
  value: 'make_timestamp(1709251200000000 + (u(1) * 1e12)::BIGINT)',
};
export const tiers: Column = {
  type: 'VARCHAR',
  value: "['Gold', 'Silver', 'Iron', 'Lead'][1 + floor(u(1) * 4)::INT]",
};
export const names: Column = { type: 'VARCHAR', value: "'Name ' || floor(u(1) * 200)::INT" };
/** Of five digits, of which one of ten begins with a zero, and one of a hundred with two. */
export const codes: Column = { type: 'VARCHAR', value: "lpad(floor(u(1) * 100000)::INT::VARCHAR, 5, '0')" };
/** Of 3 to 40 characters. */
export const words: Column = {
  type: 'VARCHAR',
  value: 'left(md5((u(1))::VARCHAR) || md5((u(2))::VARCHAR), 3 + floor(u(3) * 38)::INT)',
};

/** Where `share` is below the part, it was served so; else as it is. */
export const partly = (expression: string): string => `CASE WHEN share < PART THEN ${expression} ELSE f END`;
/** Nulls stay null. */
export const values = (expression: string): string =>
  `CASE WHEN share < PART AND f IS NOT NULL THEN ${expression} ELSE f END`;
