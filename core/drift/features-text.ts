import { formatFeatureRef } from '../model/feature-ref.ts';
import { count, percent } from '../text/figures.ts';
import { formatShortIso, parseInstant } from '../time/instant.ts';
import { textTable, type PrintedColumn } from '../text/text-table.ts';
import { figure } from './judge.ts';
import type { DriftReport, FeatureDrift, Measured } from './report.ts';

/** A line a feature, worst first: each measure beside what chance alone gives; `mark` is for those that moved. */
export function driftFeaturesText({ features }: DriftReport, mark: (text: string) => string): string {
  const titles = ['feature', 'moved', 'cause', 'rows', 'now', 'PSI', 'chance', 'KS', 'chance', 'nulls', 'now', 'why'];
  const columns = titles.map((title, i): PrintedColumn => ({
    title,
    align: i < 3 || title === 'why' ? 'left' : 'right',
  }));
  const table = textTable(
    columns,
    features.map((feature) => rowOf(feature, mark)),
  );
  const bins = features.flatMap(({ measures }) => measures.ks?.from_bins ?? []);
  if (bins.length === 0) return table;
  return `${table}\n${binned}: KS is told from ${Math.max(...bins)} bins between the reference’s quantiles, not from each value`;
}

/** Stands behind a measure that is not of each value. */
const binned = '*';

/** A line a stretch of time; null where the feature was not followed. */
export function driftStretchesText({ over_time }: FeatureDrift, mark: (text: string) => string): string | null {
  if (!over_time) return null;
  const titles = ['from', 'rows', 'moved', 'why'];
  const columns = titles.map((title): PrintedColumn => ({ title, align: title === 'rows' ? 'right' : 'left' }));
  return textTable(
    columns,
    over_time.map(({ from, rows, drifted, why }) => [
      formatShortIso(parseInstant(from)),
      count(rows),
      sayMoved(drifted, mark),
      why,
    ]),
  );
}

function sayMoved(drifted: boolean | null, mark: (text: string) => string): string {
  return drifted === null ? '?' : drifted ? mark('moved') : '-';
}

function rowOf(feature: FeatureDrift, mark: (text: string) => string): string[] {
  const { drifted, cause, rows, measures, null_rate: nulls, why } = feature;
  return [
    formatFeatureRef(feature),
    sayMoved(drifted, mark),
    cause ? (cause.cause ?? '?') : '-',
    ...[rows.reference, rows.current].map(count),
    ...[measures.psi, measures.ks].flatMap(sayMeasured),
    ...[nulls.reference, nulls.current].map((rate) => (rate === null ? '-' : percent(rate))),
    why,
  ];
}

function sayMeasured(measured: Measured | undefined): [string, string] {
  if (!measured) return ['-', '-'];
  return [`${figure(measured.value)}${measured.from_bins ? binned : ''}`, figure(measured.floor)];
}
