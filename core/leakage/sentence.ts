import { isFew } from '../join/coverage.ts';
import type { NaiveStrategy } from '../join/request.ts';
import type { Unmatched } from '../join/unmatched.ts';
import { count, inflation, percent, plural } from '../text/figures.ts';
import { saySpan, spanOfSeconds } from '../time/span.ts';
import { gain, ranked, type FeatureLeak, type LeakageReport } from './report.ts';

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

/** Below this a gain is not worth a clause: it would read as 0.00. */
const leastGain = 0.005;

/**
 * A leakage report in a sentence, and in another each what keeps it from being the whole truth: label rows whose
 * entity a view has not got, features that know the target too well. "The middle case" is the median peek of the
 * feature that leaks in most rows; what it flatters is the feature of the greatest gain.
 */
export function leakageSentence(report: LeakageReport): Phrase[] {
  const { rows, leaked_rows, views } = report;
  if (rows === 0) return [plain('There are no label rows, so there is nothing that could leak.')];
  if (views.every((view) => view.found === 0)) return [plain('Nothing matched.'), ...sayUnfound(report)];
  return [...(leaked_rows === 0 ? sayNone(report) : sayLeaks(report)), ...sayUnfound(report), ...saySuspicious(report)];
}

/** Whether nothing leaks, and enough was looked at to say so. */
export function isAllClear({ rows, leaked_rows, views, features }: LeakageReport): boolean {
  const isLooked = rows > 0 && views.every((view) => !isFew(view, rows));
  return isLooked && leaked_rows === 0 && features.every(({ suspicious }) => suspicious === null);
}

function sayNone({ naive, rows }: LeakageReport): Phrase[] {
  return [plain(`${joining[naive]} does not leak here: none of ${count(rows)} rows ${saw(naive)}.`)];
}

function sayLeaks({ naive, rows, leaked_rows, features }: LeakageReport): Phrase[] {
  const share = percent(leaked_rows / rows);
  const phrases: Phrase[] = [
    plain(`${joining[naive]} leaks: `),
    { text: `${count(leaked_rows)} of ${count(rows)} rows (${share}) ${saw(naive)}`, as: 'leak' },
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

function sayUnfound({ rows, views }: LeakageReport): Phrase[] {
  const few = views.filter((view) => isFew(view, rows));
  return few.flatMap((view) => [
    plain(view.found === 0 ? ' ' : ' Only '),
    { text: `${view.found === 0 ? 'None' : count(view.found)} of ${plural(rows, 'row')}`, as: 'strong' } as const,
    plain(` ${view.found > 1 ? 'have' : 'has'} an entity in `),
    code(view.view),
    ...sayUnmatched(view.unmatched),
    plain('.'),
  ]);
}

/** The keys of both sides, and what would help. */
function sayUnmatched(unmatched: Unmatched | undefined): Phrase[] {
  if (!unmatched) return [];
  const { key, labels, source, hint } = unmatched;
  const said: Phrase[] = labels === null ? [] : [code(short(labels)), plain(' in the labels')];
  if (source !== null) said.push(plain(said.length ? ' and ' : ''), code(short(source)), plain(' there'));
  if (hint !== null) said.push(plain(`; ${hint}`));
  return said.length ? [plain(': '), code(key), plain(' is '), ...said] : [];
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

function saw(naive: NaiveStrategy): string {
  return naive === 'event-time' ? 'saw what was not yet known' : 'saw the future';
}

function short(key: string): string {
  return key.length > 40 ? `${key.slice(0, 39)}…` : key;
}

function plain(text: string): Phrase {
  return { text, as: 'plain' };
}

function code(text: string): Phrase {
  return { text, as: 'code' };
}
