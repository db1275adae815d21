import type { PairClass } from '../../../core/skew/report.ts';

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

export function classText(key: PairClass): string {
  return barClasses.find((one) => one.key === key)!.text;
}
