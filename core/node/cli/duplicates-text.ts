import { duplicatesSentence } from '../../duplicates/sentence.ts';
import { duplicatesTable } from '../../duplicates/pairs-table.ts';
import type { DuplicatesReport } from '../../duplicates/report.ts';
import { count, plural } from '../../text/figures.ts';
import { textTable } from '../../text/text-table.ts';
import { paint } from './leakage-text.ts';
import type { Terminal } from './terminal.ts';

/** Which features say the same, for a terminal: the sentence, a line a pair, where nearly equal ones differ, and what was not compared. */
export function duplicatesText(report: DuplicatesReport, terminal: Pick<Terminal, 'leak' | 'bold'>): string {
  const { pairs, skipped } = report;
  const sentence = duplicatesSentence(report).map((phrase) => paint(phrase, terminal));
  const { columns, rows } = duplicatesTable(report);
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
