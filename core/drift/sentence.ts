import { allOf, count, percent, plural } from '../text/figures.ts';
import { code, plain, type Phrase } from '../text/phrase.ts';
import { fourDigits } from './bins.ts';
import { worstDriftFirst, type DriftReport, type FeatureDrift } from './report.ts';

/** What drifted in a sentence: how many features, and which most; then what could not be told. */
export function driftSentence({ drifted, features }: DriftReport): Phrase[] {
  const judged = features.filter((one) => one.drifted !== null);
  const untold = features.filter((one) => one.drifted === null);
  if (drifted === null) return [plain('Whether anything moved '), strong('cannot be told'), ...sayUntold(untold, ': ')];
  const rest =
    untold.length > 0
      ? [plain(` Of ${plural(untold.length, 'feature')} it cannot be told`), ...sayUntold(untold, ': ')]
      : [];
  const [worst] = worstDriftFirst(judged);
  if (drifted === 0)
    return [
      plain(`Nothing moved: ${allOf(judged.length, 'feature')} ${judged.length === 1 ? 'is' : 'are'} as before.`),
      ...rest,
    ];
  const many = { text: `${count(drifted)} of ${plural(judged.length, 'feature')} moved`, as: 'strong' as const };
  const change = sayChange(worst!);
  return [
    many,
    plain('; '),
    code(worst!.feature),
    plain(drifted > 1 ? ' most: ' : ': '),
    ...change,
    plain(`.${sayCause(worst!)}`),
    ...rest,
  ];
}

/** Nothing where it cannot be told. */
function sayCause({ cause }: FeatureDrift): string {
  switch (cause?.cause) {
    case 'values':
      return ' The same entities have other values.';
    case 'population':
      return ' Mostly the population changed, not the values of the same entities.';
    case 'both':
      return ' The same entities have other values, and the population changed.';
    default:
      return '';
  }
}

/** What moved of a feature, as a person says it: of categories the one that changed most. */
function sayChange(feature: FeatureDrift): Phrase[] {
  const { kind, bins, mean, null_rate: nulls, why } = feature;
  if (why.startsWith('null rate')) return rose('nulls', nulls.reference!, nulls.current!, percent);
  if (kind === 'category') {
    const change = (bin: (typeof bins)[number]): number => Math.abs(bin.current - bin.reference);
    const [most] = [...bins].sort((a, b) => change(b) - change(a));
    if (most) return rose(most.label === '' ? 'the empty text' : most.label, most.reference, most.current, percent);
  }
  if (mean?.reference != null && mean.current != null && fourDigits(mean.reference) !== fourDigits(mean.current))
    return rose('its mean', mean.reference, mean.current, fourDigits);
  return [plain('its distribution is another')];
}

function rose(what: string, from: number, to: number, say: (value: number) => string): Phrase[] {
  const how = to === from ? 'stayed' : to > from ? 'rose' : 'fell';
  return [plain(`${what} ${how} from `), strong(say(from)), plain(' to '), strong(say(to))];
}

function sayUntold(untold: readonly FeatureDrift[], before: string): Phrase[] {
  const [first] = untold;
  if (!first) return [plain('.')];
  const more = untold.length > 1 ? ` (and ${count(untold.length - 1)} more)` : '';
  return [plain(before), code(first.feature), plain(`: ${first.why}${more}.`)];
}

function strong(text: string): Phrase {
  return { text, as: 'strong' };
}
