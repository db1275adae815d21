import { originKinds, type AuditReport, type FeatureAudit } from '../../audit/report.ts';
import { auditSentence, worstOriginFirst } from '../../audit/sentence.ts';
import { formatFeatureRef } from '../../model/feature-ref.ts';
import { count } from '../../text/figures.ts';
import { shortSpan, spanOfSeconds } from '../../time/span.ts';
import type { Terminal } from './terminal.ts';
import { paint } from './leakage-text.ts';
import { textTable, type PrintedColumn } from './text-table.ts';

/** An audit for a terminal: the sentence, and a line a feature with the worst first. */
export function auditText(report: AuditReport, terminal: Pick<Terminal, 'leak' | 'bold'>): string {
  const sentence = auditSentence(report).map((phrase) => paint(phrase, terminal));
  return [`${sentence.join('')}\n`, auditFeaturesText(report, terminal)].join('\n');
}

export function auditFeaturesText(report: AuditReport, terminal: Pick<Terminal, 'leak'>): string {
  const columns = ['column', 'feature', ...originKinds, 'peek p50', 'max', 'looks like'].map(
    (title, i): PrintedColumn => {
      return { title, align: i < 2 || title === 'looks like' ? 'left' : 'right' };
    },
  );
  const rows = worstOriginFirst(report.features).map((feature) => featureRow(feature, terminal));
  return textTable(columns, rows);
}

function featureRow(feature: FeatureAudit, { leak }: Pick<Terminal, 'leak'>): string[] {
  const { column, future, peek_seconds: peek, looks_like: causes } = feature;
  const mark = future > 0 ? leak : (text: string) => text;
  return [
    column,
    formatFeatureRef(feature),
    ...originKinds.map((one) => (one === 'future' ? mark(count(future)) : count(feature[one]))),
    ...[peek?.p50, peek?.max].map((far) => (far === undefined ? '-' : shortSpan(spanOfSeconds(far), { signed: true }))),
    causes.map(({ detail, rows }) => `${detail} (${count(rows)})`).join('; '),
  ];
}
