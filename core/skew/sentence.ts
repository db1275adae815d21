import { count } from '../text/figures.ts';
import type { CauseKind, FeatureSkew, PairClass, SkewReport } from './report.ts';

/** A stretch of a sentence: `amber` is what differs, `strong` the verdict, `code` a name. */
export interface Phrase {
  text: string;
  as: 'plain' | 'amber' | 'strong' | 'code';
}

/** Causes whose details say what a feature is: `5 hours earlier`, `rounded to 2 places`. */
const adjectives: readonly CauseKind[] = [
  'offset',
  'factor',
  'rounded',
  'truncated',
  'whole_seconds',
  'float32',
  'float16',
  'linear',
  'clipped',
  'logarithm',
  'standard_score',
  'columns',
  'cut',
  'stale_row',
];

/**
 * A skew report in plain words: how many features are served differently, and the cause that explains most
 * rows; where nothing explains any, what most rows of the worst feature are. What was not compared is said to be so.
 */
export function skewSentence(report: SkewReport): Phrase[] {
  const { features, entities } = report;
  const what = report.against === 'online' ? ['entity', 'entities'] : ['row', 'rows'];
  const things = (n: number) => `${count(n)} ${n === 1 ? what[0] : what[1]}`;
  const compared = features.filter(({ pairs }) => pairs > 0);
  if (compared.length === 0) {
    const looked = entities === 0 ? '' : ` in ${things(entities)}`;
    return [plain(`There is nothing to compare${looked}: neither side has a row that counts.`)];
  }
  const others = notCompared(features.filter(({ pairs }) => pairs === 0));
  const odd = compared.filter((feature) => oddRows(feature) > 0);
  if (odd.length === 0) {
    const they = compared.length === 1 ? 'it' : 'they';
    const close = compared.some((one) => one.close > 0) ? ', within the tolerance' : '';
    const all = subject(compared.length, features.length);
    return [plain(`${all} served as ${they} should be${close}: ${things(entities)} compared.`), ...others];
  }
  const verdict = `${subject(odd.length, features.length)} served differently.`;
  return [{ text: verdict, as: 'strong' }, plain(' '), ...mainCause(odd, things), ...others];
}

function notCompared(features: readonly FeatureSkew[]): Phrase[] {
  const [first] = features;
  if (!first) return [];
  const who: Phrase =
    features.length === 1 ? { text: first.feature, as: 'code' } : plain(capital(inWords(features.length)));
  return [
    plain(' '),
    who,
    plain(' could '),
    { text: 'not be compared', as: 'strong' },
    plain(': neither side has a row that counts.'),
  ];
}

/** So many of the features, with their verb. */
function subject(some: number, all: number): string {
  if (all === 1) return 'The feature is';
  if (some === all) return `${every(all)} features are`;
  return `${capital(inWords(some))} of ${inWords(all)} features ${some === 1 ? 'is' : 'are'}`;
}

function every(n: number): string {
  return n === 2 ? 'Both' : `All ${inWords(n)}`;
}

/** Rows that are neither equal nor close. */
function oddRows(feature: FeatureSkew): number {
  return feature.pairs - feature.equal - feature.close;
}

function mainCause(odd: readonly FeatureSkew[], things: (n: number) => string): Phrase[] {
  const causes = odd.flatMap((feature) => feature.looks_like.map((cause) => ({ feature, cause })));
  const main = greatest(causes, ({ cause }) => cause.rows);
  if (!main) return worstFeature(greatest(odd, oddRows)!, things);
  const { feature, cause } = main;
  const isAdjective = adjectives.includes(cause.cause) && !cause.detail.startsWith('the ');
  return [
    plain('The main cause: '),
    { text: feature.feature, as: 'code' },
    plain(isAdjective ? ' is ' : ': '),
    { text: cause.detail, as: 'amber' },
    plain(`${isAdjective ? '' : ','} for ${share(cause.rows, feature.pairs, things)}.`),
  ];
}

const said: Record<Exclude<PairClass, 'equal' | 'close'>, string> = {
  mismatch: 'differs in no one way',
  stale: 'is older online',
  ahead: 'is newer online',
  missing_online: 'is missing online',
  missing_offline: 'is only online',
};

function worstFeature(feature: FeatureSkew, things: (n: number) => string): Phrase[] {
  const classes = Object.keys(said) as (keyof typeof said)[];
  const most = greatest(classes, (one) => feature[one])!;
  return [
    plain('The worst: '),
    { text: feature.feature, as: 'code' },
    plain(' '),
    { text: said[most], as: 'amber' },
    plain(` for ${share(feature[most], feature.pairs, things)}.`),
  ];
}

function share(part: number, whole: number, things: (n: number) => string): string {
  return part === whole ? `all ${things(whole)}` : `${count(part)} of ${things(whole)}`;
}

const small = ['none', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

function inWords(n: number): string {
  return small[n] ?? count(n);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Of equals, the first. */
function greatest<T>(all: readonly T[], by: (one: T) => number): T | undefined {
  return all.reduce<T | undefined>((best, one) => (best !== undefined && by(best) >= by(one) ? best : one), undefined);
}

function plain(text: string): Phrase {
  return { text, as: 'plain' };
}
