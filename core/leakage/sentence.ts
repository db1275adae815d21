import type { NaiveStrategy } from '../join/request.ts';
import { doubtSentences, isFew } from '../join/doubts.ts';
import { withTellingNames } from '../model/feature-ref.ts';
import { count, inflation, percent, plural } from '../text/figures.ts';
import { code, plain, type Phrase } from '../text/phrase.ts';
import { saySpan, spanOfSeconds } from '../time/span.ts';
import { gain, leastGain, ranked, type FeatureLeak, type LeakageReport } from './report.ts';

const joining: Record<NaiveStrategy, string> = {
  latest: 'Joining on the latest row',
  nearest: 'Joining on the nearest row',
  'same-day': "Joining on the day's last row",
  'event-time': 'Joining by event time alone',
};

/**
 * A leakage report in a sentence, and in another each what keeps it from being the whole truth: label rows whose
 * entity a view has not got, features without values, features that know the target too well. "The middle case" is the median peek of the
 * feature that leaks in most rows; what it flatters is the feature of the greatest gain.
 */
export function leakageSentence(answer: LeakageReport): Phrase[] {
  const report = { ...answer, features: withTellingNames(answer.features) };
  const { rows, leaked_rows, views } = report;
  if (rows === 0) return [plain('There are no label rows, so there is nothing that could leak.')];
  if (views.every((view) => view.found === 0)) return [plain('Nothing matched.'), ...sayDoubts(report)];
  if (report.features.every((feature) => isEmpty(feature, rows)))
    return [plain('No feature has a value in any row, so there is nothing that could leak.'), ...sayDoubts(report)];
  return [
    ...(leaked_rows === 0 ? sayNone(report) : sayLeaks(report)),
    ...sayDoubts(report),
    ...sayEmpty(report),
    ...saySuspicious(report),
    ...(report.not_computed ?? []).flatMap(({ feature, rows: n }) => [
      plain(' '),
      code(feature),
      plain(` could not be computed in ${plural(n, 'row')}, and is null there.`),
    ]),
  ];
}

/** Whether nothing leaks, and enough was looked at to say so. */
export function isLeakageClear({ rows, leaked_rows, views, features, not_computed }: LeakageReport): boolean {
  const isLooked = rows > 0 && views.every((view) => !isFew(view, rows) && view.odd === undefined);
  const isSound = (feature: FeatureLeak): boolean => feature.suspicious === null && !isEmpty(feature, rows);
  return isLooked && leaked_rows === 0 && !not_computed && features.every(isSound);
}

/** Neither join has a value: what is not there cannot leak, and says nothing. */
function isEmpty({ naive_nulls, asof_nulls }: FeatureLeak, rows: number): boolean {
  return naive_nulls === rows && asof_nulls === rows;
}

function sayNone({ naive, rows }: LeakageReport): Phrase[] {
  const none =
    rows === 1 ? `the one row did not see ${unseen(naive)}` : `none of ${count(rows)} rows saw ${unseen(naive)}`;
  return [plain(`${joining[naive]} does not leak here: ${none}.`)];
}

function sayLeaks({ naive, rows, leaked_rows, features }: LeakageReport): Phrase[] {
  const share = percent(leaked_rows / rows);
  const phrases: Phrase[] = [
    plain(`${joining[naive]} leaks: `),
    { text: `${count(leaked_rows)} of ${plural(rows, 'row')} (${share}) saw ${unseen(naive)}`, as: 'leak' },
    ...sayPeek(features, leaked_rows),
  ];
  const [flattered] = ranked(features.filter((feature) => feature.leaked_rows > 0));
  const most = flattered ? (gain(flattered) ?? 0) : 0;
  if (flattered && most >= leastGain) {
    phrases.push(plain(', and it flatters '), code(flattered.feature), plain(' by '));
    phrases.push({ text: `${inflation(most)} AUC`, as: 'leak' });
  }
  return [...phrases, plain('.')];
}

/** Of the feature that leaks in most rows: named where it is not the whole of what leaks. */
function sayPeek(features: readonly FeatureLeak[], leakedRows: number): Phrase[] {
  const most = features.reduce((best, one) => (one.leaked_rows > best.leaked_rows ? one : best));
  if (!most.peek_seconds) return [];
  const span: Phrase = { text: saySpan(spanOfSeconds(most.peek_seconds.p50)), as: 'strong' };
  const middle = most.leaked_rows > 1 ? ' in the middle case' : '';
  const leaking = new Set(features.filter(({ leaked_rows }) => leaked_rows > 0).map(({ view }) => view));
  if (most.leaked_rows === leakedRows && leaking.size === 1) return [plain(', by '), span, plain(middle)];
  const where = `, in ${plural(most.leaked_rows, 'row')}, by `;
  return [plain('; '), code(most.feature), plain(` most often${where}`), span, plain(middle)];
}

function sayDoubts({ rows, views }: LeakageReport): Phrase[] {
  return views.flatMap((view) => doubtSentences(view, rows)).flatMap((sentence) => [plain(' '), ...sentence]);
}

/** Of views that have the entities, and of what is computed: of others it has been said. */
function sayEmpty({ rows, views, features }: LeakageReport): Phrase[] {
  const isFound = (name: string): boolean => !views.some(({ view, found }) => view === name && found === 0);
  const [first, ...others] = features.filter((feature) => isFound(feature.view) && isEmpty(feature, rows));
  if (!first) return [];
  const more = others.length
    ? `, nor ${others.length === 1 ? 'has' : 'have'} ${plural(others.length, 'more feature')}`
    : '';
  return [plain(' '), code(first.feature), plain(` has no value in any row${more}.`)];
}

function saySuspicious({ features }: LeakageReport): Phrase[] {
  const [worst, ...others] = features.filter(({ suspicious }) => suspicious !== null);
  if (!worst) return [];
  const more = others.length
    ? ` So ${others.length === 1 ? 'is' : 'are'} ${plural(others.length, 'more feature')}.`
    : '';
  return [
    plain(' '),
    code(worst.feature),
    plain(' is suspicious, whatever the join: '),
    { text: worst.suspicious!, as: 'leak' },
    plain(`.${more}`),
  ];
}

function unseen(naive: NaiveStrategy): string {
  return naive === 'event-time' ? 'what was not yet known' : 'the future';
}
