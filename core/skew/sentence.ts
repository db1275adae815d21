import { withTellingNames } from '../model/feature-ref.ts';
import { count } from '../text/figures.ts';
import type { CauseKind, FeatureSkew, PairClass, SkewReport } from './report.ts';
import { differing, notSought, verdictOf, type SkewVerdict } from './verdict.ts';

/** A stretch of a sentence: `amber` is what differs, `strong` the verdict, `code` a name. */
export interface SkewPhrase {
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
 * rows; where nothing explains any, what most rows of the worst feature are. What was not compared, or of too few
 * entities, is said to be so.
 */
export function skewSentence(report: SkewReport): SkewPhrase[] {
  const features = withTellingNames(report.features);
  const things = thingsOf(report);
  const are = (...verdicts: SkewVerdict[]) => features.filter((feature) => verdicts.includes(verdictOf(feature)));
  const [odd, clear] = [are('differs'), are('clear')];
  const doubts = [
    ...(are('few').length > 0 ? tooFew(are('few'), features.length, things) : expired(report)),
    ...notCompared(are('nulls'), features.length, uncomparable.nulls),
    ...notCompared(are('nothing'), features.length, uncomparable.nothing),
  ];
  if (odd.length > 0) {
    const verdict = `${subject(odd.length, features.length)} served differently.`;
    return [{ text: verdict, as: 'strong' }, plain(' '), ...mainCause(odd, things), ...doubts];
  }
  if (clear.length > 0) {
    const they = clear.length === 1 ? 'it' : 'they';
    const close = clear.some((one) => one.close > 0) ? ', within the tolerance' : '';
    const compared = things(report.entities - report.not_compared);
    const all = `${subject(clear.length, features.length)} served as ${they} should be${close}: ${compared} compared.`;
    return [plain(all), ...doubts];
  }
  if (are('few').length > 0) return [plain('Too little was compared to tell.'), ...doubts];
  const looked = report.entities === 0 ? '' : ` in ${things(report.entities)}`;
  const [one, ...more] = new Set(features.map(verdictOf));
  const why = uncomparable[one === 'nulls' ? one : 'nothing'];
  if (more.length === 0) return [plain(`There is nothing to compare${looked}: ${why}.`)];
  return [plain(`There is nothing to compare${looked}.`), ...doubts];
}

const uncomparable = {
  nulls: 'every value is null on both sides',
  nothing: 'neither side has a row that counts',
};

function thingsOf({ against }: SkewReport): (n: number) => string {
  const [one, more] = against === 'online' ? ['entity', 'entities'] : ['row', 'rows'];
  return (n) => `${count(n)} ${n === 1 ? one : more}`;
}

/** What was left out of all views. */
function expired(report: SkewReport): SkewPhrase[] {
  const { not_compared: n, against } = report;
  if (n === 0) return [];
  const why =
    against === 'online' ? 'past the TTL on both sides' : 'no row that counts on either side, or no key or time';
  return [plain(` ${thingsOf(report)(n)} ${n === 1 ? 'was' : 'were'} not compared: ${why}.`)];
}

/** View by view, for what is compared is a view's. */
function tooFew(features: readonly FeatureSkew[], all: number, things: (n: number) => string): SkewPhrase[] {
  const [first] = features;
  if (!first) return [];
  const [alike, rest] = [features.filter(isLike(first)), features.filter((one) => !isLike(first)(one))];
  const were = alike.length === 1 ? ' was' : ' were';
  return [
    plain(' '),
    who(alike, all),
    plain(`${were} compared for `),
    { text: `only ${count(first.pairs)} of ${things(first.entities)}`, as: 'strong' },
    plain(': for the others neither side has a row that counts.'),
    ...tooFew(rest, all, things),
  ];
}

function isLike({ view }: FeatureSkew): (other: FeatureSkew) => boolean {
  return (other) => other.view === view;
}

function notCompared(features: readonly FeatureSkew[], all: number, why: string): SkewPhrase[] {
  if (features.length === 0) return [];
  return [
    plain(' '),
    who(features, all),
    plain(' could '),
    { text: 'not be compared', as: 'strong' },
    plain(`: ${why}.`),
  ];
}

function who(features: readonly FeatureSkew[], all: number): SkewPhrase {
  const n = features.length;
  if (n === 1) return { text: features[0]!.feature, as: 'code' };
  return plain(n === all ? `${every(n)} features` : capital(inWords(n)));
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

function mainCause(odd: readonly FeatureSkew[], things: (n: number) => string): SkewPhrase[] {
  const causes = odd.flatMap((feature) => feature.looks_like.map((cause) => ({ feature, cause })));
  const main = greatest(causes, ({ cause }) => cause.rows);
  if (!main) return worstFeature(greatest(odd, differing)!, things);
  const { feature, cause } = main;
  const isAdjective = adjectives.includes(cause.cause) && !cause.detail.startsWith('the ');
  const begin: SkewPhrase[] = [plain('The main cause: '), { text: feature.feature, as: 'code' }];
  const whole = share(cause.rows, feature.pairs, things);
  // It says already how many they are.
  if (cause.detail.startsWith(`${things(cause.rows)} `)) {
    const rest = cause.detail.slice(things(cause.rows).length);
    return [...begin, plain(': '), { text: `${whole}${rest}`, as: 'amber' }, plain('.')];
  }
  return [
    ...begin,
    plain(isAdjective ? ' is ' : ': '),
    { text: cause.detail, as: 'amber' },
    plain(`${isAdjective ? '' : ','} for ${whole}.`),
  ];
}

const said: Record<Exclude<PairClass, 'equal' | 'close'>, string> = {
  mismatch: 'differs, no cause found,',
  stale: 'is older online',
  ahead: 'is newer online',
  missing_online: 'is missing online',
  missing_offline: 'is only online',
};

function worstFeature(feature: FeatureSkew, things: (n: number) => string): SkewPhrase[] {
  const classes = Object.keys(said) as (keyof typeof said)[];
  const most = greatest(classes, (one) => feature[one])!;
  return [
    plain('The worst: '),
    { text: feature.feature, as: 'code' },
    plain(' '),
    { text: most === 'mismatch' && feature.computed ? `differs, and ${notSought},` : said[most], as: 'amber' },
    plain(` for ${share(feature[most], feature.pairs, things)}.`),
  ];
}

function share(part: number, whole: number, things: (n: number) => string): string {
  if (whole === 1) return things(1);
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

function plain(text: string): SkewPhrase {
  return { text, as: 'plain' };
}
