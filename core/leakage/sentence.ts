import type { NaiveStrategy } from '../join/request.ts';
import { count, inflation, percent } from '../text/figures.ts';
import { saySpan } from '../time/span.ts';
import type { FeatureLeak, LeakageReport } from './report.ts';

/** A stretch of a sentence: `leak` is what came from the future, `strong` a figure, `code` a name. */
export interface Phrase {
  text: string;
  as: 'plain' | 'leak' | 'strong' | 'code';
}

const joining: Record<NaiveStrategy, string> = {
  latest: 'Joining on the latest row',
  nearest: 'Joining on the nearest row',
  'same-day': "Joining on the day's last row",
  'event-time': 'Joining by event time alone',
};

/** Below this an inflation is not worth a clause: it would read as 0.00. */
const leastInflation = 0.005;

/**
 * A leakage report in one sentence. "The middle case" is the median peek of the feature that leaks
 * in most rows; what it flatters is the feature whose AUC it inflates most.
 */
export function leakageSentence(report: LeakageReport): Phrase[] {
  const { rows, leaked_rows, leak_rate, naive } = report;
  if (rows === 0) return [plain('There are no label rows, so there is nothing that could leak.')];
  const saw = naive === 'event-time' ? 'saw what was not yet known' : 'saw the future';
  if (leaked_rows === 0) return [plain(`${joining[naive]} does not leak here: none of ${count(rows)} rows ${saw}.`)];
  const phrases: Phrase[] = [
    plain(`${joining[naive]} leaks: `),
    { text: `${count(leaked_rows)} of ${count(rows)} rows (${percent(leak_rate)}) ${saw}`, as: 'leak' },
  ];
  const middle = greatest(report.features, (feature) => feature.leaked_rows)?.peek_seconds;
  if (middle) {
    const span = saySpan(BigInt(Math.round(middle.p50 * 1e6)));
    phrases.push(plain(', by '), { text: span, as: 'strong' });
    if (leaked_rows > 1) phrases.push(plain(' in the middle case'));
  }
  const flattered = greatest(report.features, (feature) => feature.auc?.inflation ?? 0);
  const gain = flattered?.auc?.inflation ?? 0;
  if (flattered && gain >= leastInflation) {
    phrases.push(plain(', and it flatters '), { text: flattered.feature, as: 'code' }, plain(' by '));
    phrases.push({ text: `${inflation(gain)} AUC`, as: 'leak' });
  }
  return [...phrases, plain('.')];
}

function greatest(features: FeatureLeak[], by: (feature: FeatureLeak) => number): FeatureLeak | undefined {
  return features.reduce<FeatureLeak | undefined>((best, one) => (best && by(best) >= by(one) ? best : one), undefined);
}

function plain(text: string): Phrase {
  return { text, as: 'plain' };
}
