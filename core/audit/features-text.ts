import { formatFeatureRef } from '../model/feature-ref.ts';
import { count } from '../text/figures.ts';
import { textTable, type PrintedColumn } from '../text/text-table.ts';
import { shortSpan, spanOfSeconds } from '../time/span.ts';
import { originKinds, type AuditReport, type FeatureAudit } from './report.ts';
import { worstOriginFirst } from './sentence.ts';

/** A line a feature with the worst first; `leak` marks what comes from the future. */
export function auditFeaturesText(report: AuditReport, leak: (text: string) => string): string {
  const columns = ['column', 'feature', ...originKinds, 'peek p50', 'max', 'looks like'].map(
    (title, i): PrintedColumn => {
      return { title, align: i < 2 || title === 'looks like' ? 'left' : 'right' };
    },
  );
  const rows = worstOriginFirst(report.features).map((feature) => featureRow(feature, leak));
  return textTable(columns, rows);
}

function featureRow(feature: FeatureAudit, leak: (text: string) => string): string[] {
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
