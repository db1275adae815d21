import { sql, type Sql } from '../sql/sql.ts';
import type { SkewSample } from './report.ts';

/** How many entities a sample took of how many. */
export interface Sampled {
  chosen: number;
  all: number;
  /** False where there were too many to list. */
  complete: boolean;
}

/** What a sample is taken by, the least first: text, the same on every engine, machine and run. */
export function entityHash(entity: Sql): Sql {
  return sql`md5(${entity})`;
}

export function sampleOf(asked: number, samples: readonly Sampled[]): SkewSample {
  const [chosen, all] = [sum(samples.map((one) => one.chosen)), sum(samples.map((one) => one.all))];
  return { asked, share: all === 0 ? 1 : chosen / all, complete: samples.every((one) => one.complete) };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}
