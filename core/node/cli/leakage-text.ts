import { gain, type FeatureLeak, type LeakageReport } from '../../leakage/report.ts';
import { leakageSentence } from '../../leakage/sentence.ts';
import type { Phrase } from '../../text/phrase.ts';
import { formatFeatureRef } from '../../model/feature-ref.ts';
import { count, inflation, percent } from '../../text/figures.ts';
import { shortSpan, spanOfSeconds } from '../../time/span.ts';
import type { Terminal } from './terminal.ts';
import { textTable, type PrintedColumn } from '../../text/text-table.ts';

/** A leakage report for a terminal: the sentence, and a line a feature. AUCs are over the rows that have both values. */
export function leakageText(report: LeakageReport, terminal: Pick<Terminal, 'leak' | 'bold'>): string {
  const sentence = leakageSentence(report).map((phrase) => paint(phrase, terminal));
  const measured = report.features.some((feature) => feature.auc !== null);
  const columns = [
    'feature',
    ...['leaked', 'rate', 'changed', 'peek p50', 'p90', 'max'],
    ...(measured ? ['AUC naive', 'as of', 'gain', 'over rows'] : []),
  ].map((title, i): PrintedColumn => ({ title, align: i === 0 ? 'left' : 'right' }));
  const rows = report.features.map((feature) => featureRow(feature, measured, terminal));
  const suspicious = report.features.flatMap(({ view, feature, suspicious: why }) =>
    why === null ? [] : [terminal.leak(`suspicious: ${formatFeatureRef({ view, feature })}: ${why}`)],
  );
  return [`${sentence.join('')}\n`, textTable(columns, rows), ...(suspicious.length ? ['', ...suspicious] : [])].join(
    '\n',
  );
}

function featureRow(feature: FeatureLeak, measured: boolean, { leak }: Pick<Terminal, 'leak'>): string[] {
  const { leaked_rows, peek_seconds, auc } = feature;
  const mark = leaked_rows > 0 ? leak : (text: string) => text;
  const further = gain(feature);
  const said = further === null ? '-' : inflation(further);
  return [
    formatFeatureRef({ view: feature.view, feature: feature.feature }),
    mark(count(leaked_rows)),
    mark(feature.leak_rate === null ? '-' : percent(feature.leak_rate)),
    count(feature.changed_rows),
    ...[peek_seconds?.p50, peek_seconds?.p90, peek_seconds?.max].map(span),
    ...(measured ? [auc?.common.naive, auc?.common.asof].map((area) => area?.toFixed(3) ?? '-') : []),
    ...(measured ? [(further ?? 0) > 0 ? mark(said) : said, auc ? count(auc.common.rows) : '-'] : []),
  ];
}

function span(seconds: number | undefined): string {
  return seconds === undefined ? '-' : shortSpan(spanOfSeconds(seconds), { signed: true });
}

export function paint({ text, as }: Phrase, { leak, bold }: Pick<Terminal, 'leak' | 'bold'>): string {
  if (as === 'leak') return leak(text);
  return as === 'strong' || as === 'amber' ? bold(text) : text;
}
