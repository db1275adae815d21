import { duplicatesSentence } from '../../duplicates/sentence.ts';
import type { DuplicatePair, DuplicatesReport } from '../../duplicates/report.ts';
import { count, percent, plural } from '../../text/figures.ts';
import { textTable, type PrintedColumn } from '../../text/text-table.ts';
import { paint } from './leakage-text.ts';
import type { Terminal } from './terminal.ts';

/** Which features say the same, for a terminal: the sentence, a line a pair, where nearly equal ones differ, and what was not compared. */
export function duplicatesText(report: DuplicatesReport, terminal: Pick<Terminal, 'leak' | 'bold'>): string {
  const { pairs, skipped } = report;
  const sentence = duplicatesSentence(report).map((phrase) => paint(phrase, terminal));
  const titles = ['a', 'b', 'relation', 'agree', 'of', 'what b is', 'keep', 'because'];
  const columns = titles.map((title): PrintedColumn => ({
    title,
    align: title === 'agree' || title === 'of' ? 'right' : 'left',
  }));
  const rows = pairs.map((pair) => rowOf(pair));
  const examples = pairs.flatMap(({ a, b, examples }) =>
    examples.map((one) => `${one.entity}: ${a} is ${one.a}, ${b} is ${one.b}`),
  );
  const left = ['no value', 'one value', 'computed on demand'].flatMap((why) => {
    const of = skipped.filter((one) => one.why === why).map(({ feature }) => feature);
    return of.length === 0
      ? []
      : [
          `not compared, ${why}: ${of.slice(0, 5).join(', ')}${of.length > 5 ? ` and ${plural(of.length - 5, 'more', 'more')}` : ''}`,
        ];
  });
  const part = report.groups.flatMap(({ join_keys, entities, of }) =>
    entities < of
      ? [`compared at ${count(entities)} of ${count(of)} entities of ${join_keys.join()}: --sample takes more`]
      : [],
  );
  return [
    `${sentence.join('')}${pairs.length > 0 ? '\n' : ''}`,
    ...(pairs.length > 0 ? [textTable(columns, rows)] : []),
    ...(examples.length > 0 ? ['', 'where they differ:', ...examples] : []),
    ...(left.length + part.length > 0 ? ['', ...left, ...part] : []),
  ].join('\n');
}

function rowOf({ a, b, relation, compared, agree, detail, keep, why }: DuplicatePair): string[] {
  return [a, b, relation, percent(agree / compared), count(compared), detail, keep === 'a' ? a : b, why];
}
