import { formatFeatureRef } from '../model/feature-ref.ts';
import { count, percent } from '../text/figures.ts';
import { textTable, type PrintedColumn } from '../text/text-table.ts';
import type { FeatureSkew, SkewReport } from './report.ts';
import { notSought, sayUnclear } from './verdict.ts';
import { worstFirst } from './worst-first.ts';

/** What the sentence is about, where that is not all, and the features; `leak` marks what is odd. */
export function skewFeaturesText(report: SkewReport, leak: (text: string) => string): string {
  const columns = ['feature', ...titles, 'looks like'].map((title, i): PrintedColumn => {
    return { title, align: i === 0 || i > titles.length ? 'left' : 'right' };
  });
  const worst = worstFirst(report);
  const { sample } = report;
  const note = sample ? [`A sample: ${percent(sample.share)} of the entities, by the hash of their names.`] : [];
  const partial = sample && !sample.complete ? ['The store has too many names to look through all of them.'] : [];
  return [
    ...note,
    ...partial,
    '',
    textTable(
      columns,
      worst.map((one) => featureRow(one, leak)),
    ),
  ].join('\n');
}

const titles = ['match', 'pairs', 'equal', 'close', 'mismatch', 'missing online', 'missing offline', 'stale', 'ahead'];

function featureRow(feature: FeatureSkew, leak: (text: string) => string): string[] {
  const odd = (n: number) => (n > 0 ? leak(count(n)) : count(n));
  const { match_rate } = feature;
  return [
    formatFeatureRef(feature),
    match_rate === null ? '-' : match_rate < 1 ? leak(percent(match_rate)) : percent(match_rate),
    ...[feature.pairs, feature.equal, feature.close].map((n) => count(n)),
    ...[feature.mismatch, feature.missing_online, feature.missing_offline, feature.stale, feature.ahead].map(odd),
    sayUnclear(feature) ?? sayCauses(feature),
  ];
}

function sayCauses({ looks_like, computed, mismatch }: FeatureSkew): string {
  if (looks_like.length === 0 && computed && mismatch > 0) return notSought;
  return looks_like.map(({ detail, rows }) => `${detail} (${count(rows)})`).join('; ');
}
