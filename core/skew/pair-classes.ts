import type { FeatureSkew, PairClass } from './report.ts';
import { verdictOf } from './verdict.ts';

/** The classes of pairs as a bar stacks them: what is right first, what is wrong last. */
export const barClasses: readonly { key: PairClass; text: string; why: string }[] = [
  { key: 'equal', text: 'equal', why: 'both sides have the same value' },
  { key: 'close', text: 'close', why: 'the values differ by less than the tolerance' },
  { key: 'stale', text: 'stale', why: 'the online row is older than the offline one' },
  { key: 'ahead', text: 'ahead', why: 'the online row is newer than the offline one' },
  { key: 'missing_online', text: 'missing online', why: 'there is no online row that counts' },
  { key: 'missing_offline', text: 'missing offline', why: 'there is no offline row that counts' },
  { key: 'mismatch', text: 'mismatch', why: 'the same row on both sides, another value' },
];

/** Of a feature that has no value on either side: its equal pairs are no agreement, and not blue. */
const nulls = { key: 'nulls', text: 'null on both sides', why: 'no side has a value' } as const;

export const barParts = [...barClasses, nulls];

/** What the bar of a feature shows. */
export function barOf(feature: FeatureSkew): { key: PairClass | 'nulls'; text: string; why: string; rows: number }[] {
  const classes = verdictOf(feature) === 'nulls' ? [nulls] : barClasses;
  return classes.map((one) => ({ ...one, rows: feature[one.key] })).filter(({ rows }) => rows > 0);
}

export function classText(key: PairClass): string {
  return barClasses.find((one) => one.key === key)!.text;
}
