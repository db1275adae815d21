import { driftFeaturesText, driftStretchesText } from '../../drift/features-text.ts';
import type { DriftReport } from '../../drift/report.ts';
import { driftSentence } from '../../drift/sentence.ts';
import { paint } from './leakage-text.ts';
import type { Terminal } from './terminal.ts';

/** What drifted, for a terminal: the sentence, and a line a feature with the worst first; one alone also over time. */
export function driftText(report: DriftReport, terminal: Pick<Terminal, 'leak' | 'bold'>): string {
  const sentence = driftSentence(report).map((phrase) => paint(phrase, terminal));
  const mark = (text: string): string => terminal.bold(text);
  const [only, ...others] = report.features;
  const stretches = only && others.length === 0 ? driftStretchesText(only, mark) : null;
  const leftOut = report.not_compared.map((line) => `${line}\n`).join('');
  return [
    `${sentence.join('')}\n${leftOut}`,
    driftFeaturesText(report, mark),
    ...(stretches ? ['', stretches] : []),
  ].join('\n');
}
