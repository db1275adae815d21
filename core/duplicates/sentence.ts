import { count, percent, plural } from '../text/figures.ts';
import { code, plain, type Phrase } from '../text/phrase.ts';
import type { DuplicatePair, DuplicatesReport } from './report.ts';

/** How many pairs say the same, the plainest of them, and over how much that was looked at; where nothing could be compared, that. */
export function duplicatesSentence(report: DuplicatesReport): Phrase[] {
  const { duplicates, features, pairs, groups, unproven } = report;
  if (duplicates === null) return [plain(`Nothing was compared: ${whyNothing(report)}.`)];
  const entities = groups.reduce((sum, one) => sum + (one.features > 1 ? one.entities : 0), 0);
  const over = `${count(features)} features at ${plural(entities, 'entity', 'entities')}`;
  const few =
    unproven === 0
      ? []
      : [plain(` ${plural(unproven, 'more pair agrees', 'more pairs agree')}, but over too few values to say so.`)];
  const [first] = pairs;
  if (!first) return [plain(`No two of ${over} say the same.`), ...few];
  return [
    { text: plural(duplicates, 'pair'), as: 'strong' },
    plain(` of ${over} ${duplicates === 1 ? 'says' : 'say'} the same: `),
    ...sayPair(first),
    ...few,
  ];
}

/** `a and b are equal.` */
function sayPair({ a, b, relation, agree, compared, detail }: DuplicatePair): Phrase[] {
  const both = [code(a), plain(' and '), code(b)];
  switch (relation) {
    case 'equal':
      return [...both, plain(' are equal.')];
    case 'scaled':
      return [...both, plain(` are the same but for scale: ${detail}.`)];
    case 'ranks':
      return [...both, plain(` put entities into ${detail}.`)];
    case 'nearly':
      return [...both, plain(` agree for ${percent(agree / compared)}: ${detail}.`)];
  }
}

function whyNothing({ skipped, groups }: DuplicatesReport): string {
  if (groups.length === 0) return 'no feature view has rows';
  if (groups.every(({ entities }) => entities === 0)) return 'no view has a row by then';
  const without = skipped.filter(({ why }) => why !== 'computed on demand').length;
  const kept = without > 0 ? `; ${plural(without, 'feature')} had one value or none` : '';
  return `no two features have the same join keys and values that differ${kept}`;
}
