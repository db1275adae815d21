import { allOf, count, percent, plural } from '../../text/figures.ts';
import type { ModelCost } from './cost.ts';

const method =
  'Illustrative: a logistic regression with a ridge penalty (C = 1), numbers with the median where they are missing and a mark for it, texts as their eight commonest values, all on one scale; 70 % of the rows train it, 30 % test it; intervals are of 95 %, from 400 resamples of the rows that were tested';

/** One sentence on the three bars. */
export function sayModel({ features, promised, delivered, honest }: ModelCost): string {
  const model = `A model of ${allOf(features, 'feature')}`;
  const kept = delivered.auc >= promised.auc - 0.005 ? 'and delivers it' : `and delivers ${formatArea(delivered.auc)}`;
  return `${model} promises an AUC of ${formatArea(promised.auc)} ${kept}; an honest one reaches ${formatArea(honest.auc)}.`;
}

/** Where the leak is: a test by time sees little of it, where the latest labels have little future to look into. */
export function sayWhere({ split, train, test }: ModelCost): string {
  const rates = `A feature leaks in ${percent(train.leak_rate)} of the ${plural(train.rows, 'row')} it learns from, and in ${percent(test.leak_rate)} of the ${plural(test.rows, 'row')} that test it`;
  const hides = split === 'time' && test.leak_rate < train.leak_rate - 0.1;
  return hides
    ? `${rates}: the latest labels have little future to look into, so that this test hides what a random one shows.`
    : `${rates}.`;
}

/** How it was measured, and of how many rows, for whoever reads the figures. */
export function sayMethod({ rows, of }: ModelCost): string {
  return `${method}; ${rows === of ? plural(rows, 'label row') : `${count(rows)} of ${plural(of, 'label row')}, drawn by chance`}`;
}

/** 0.8601 -> `0.86`. */
export function formatArea(area: number): string {
  return area.toFixed(2);
}
