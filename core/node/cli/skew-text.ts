import { skewFeaturesText } from '../../skew/features-text.ts';
import type { SkewReport } from '../../skew/report.ts';
import { skewSentence } from '../../skew/sentence.ts';
import type { Terminal } from './terminal.ts';

/** A skew report for a terminal: the sentence, a line a feature with the worst first, and what it looks like. */
export function skewText(report: SkewReport, terminal: Pick<Terminal, 'leak' | 'bold'>): string {
  const sentence = skewSentence(report).map(({ text, as }) => {
    return as === 'amber' ? terminal.leak(text) : as === 'strong' ? terminal.bold(text) : text;
  });
  return [sentence.join(''), skewFeaturesText(report, (text) => terminal.leak(text))].join('\n');
}
