import { auditFeaturesText } from '../../audit/features-text.ts';
import type { AuditReport } from '../../audit/report.ts';
import { auditSentence } from '../../audit/sentence.ts';
import type { Terminal } from './terminal.ts';
import { paint } from './leakage-text.ts';

/** An audit for a terminal: the sentence, and a line a feature with the worst first. */
export function auditText(report: AuditReport, terminal: Pick<Terminal, 'leak' | 'bold'>): string {
  const sentence = auditSentence(report).map((phrase) => paint(phrase, terminal));
  return [`${sentence.join('')}\n`, auditFeaturesText(report, (text) => terminal.leak(text))].join('\n');
}
