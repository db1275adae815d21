import { driftFeaturesText } from '../../drift/features-text.ts';
import type { DriftReport } from '../../drift/report.ts';
import { driftSentence } from '../../drift/sentence.ts';
import { paint } from './leakage-text.ts';
import type { Terminal } from './terminal.ts';

/** What drifted, for a terminal: the sentence, and a line a feature with the worst first. */
export function driftText(report: DriftReport, terminal: Pick<Terminal, 'leak' | 'bold'>): string {
  const sentence = driftSentence(report).map((phrase) => paint(phrase, terminal));
  return [`${sentence.join('')}\n`, driftFeaturesText(report, (text) => terminal.bold(text))].join('\n');
}
