import { count } from '../text/figures.ts';
import type { PrintedColumn, PrintedTable } from '../text/text-table.ts';
import { longSpan, spanOfSeconds } from '../time/span.ts';
import type { FreshnessReport, ViewFreshness } from './report.ts';
import { worstFreshnessFirst } from './sentence.ts';

/** A row a view with the worst first; `mark` is for those past their limit. */
export function freshnessTable(report: FreshnessReport, mark: (text: string) => string): PrintedTable {
  const titles = ['view', 'state', 'last run', 'age', 'alert', 'limit', 'breaches'];
  const events = ['events: median', 'p95', 'greatest', 'of records'];
  const columns = [...titles, ...events].map((title, i): PrintedColumn => ({
    title,
    align: i < 3 || title === 'breaches' ? 'left' : 'right',
  }));
  return { columns, rows: worstFreshnessFirst(report.views).map((view) => rowOf(view, mark)) };
}

/** What should be known of the ages, a line each. */
export function freshnessNotes(report: FreshnessReport): string[] {
  return worstFreshnessFirst(report.views).flatMap(({ view, note }) => (note === null ? [] : [`${view}: ${note}`]));
}

function rowOf(view: ViewFreshness, mark: (text: string) => string): string[] {
  const { event_age_seconds: events } = view;
  return [
    view.view,
    view.state === 'breached' ? mark(view.state) : (view.state ?? '-'),
    view.last_run ?? '-',
    ...[view.run_age_seconds, view.alert_threshold_seconds, view.max_staleness_seconds].map(said),
    view.breaches_at ?? '-',
    ...[events?.median, events?.p95, events?.max].map(said),
    count(view.sampled),
  ];
}

function said(seconds: number | null | undefined): string {
  return seconds == null ? '-' : longSpan(spanOfSeconds(seconds));
}
