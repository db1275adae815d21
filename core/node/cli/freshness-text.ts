import type { FreshnessReport, ViewFreshness } from '../../freshness/report.ts';
import { freshnessSentence, worstFreshnessFirst } from '../../freshness/sentence.ts';
import { count } from '../../text/figures.ts';
import { textTable, type PrintedColumn } from '../../text/text-table.ts';
import { longSpan, spanOfSeconds } from '../../time/span.ts';
import { paint } from './leakage-text.ts';
import type { Terminal } from './terminal.ts';

/** How old each view is, for a terminal: the sentence, a line a view with the worst first, and what should be known. */
export function freshnessText(report: FreshnessReport, terminal: Pick<Terminal, 'leak' | 'bold'>): string {
  const views = worstFreshnessFirst(report.views);
  const sentence = freshnessSentence(report).map((phrase) => paint(phrase, terminal));
  const titles = ['view', 'state', 'last run', 'age', 'alert', 'limit', 'breaches'];
  const events = ['events: median', 'p95', 'greatest', 'of records'];
  const columns = [...titles, ...events].map((title, i): PrintedColumn => ({
    title,
    align: i < 3 || title === 'breaches' ? 'left' : 'right',
  }));
  const notes = views.flatMap(({ view, note }) => (note === null ? [] : [`${view}: ${note}`]));
  return [
    `${sentence.join('')}\n`,
    textTable(
      columns,
      views.map((view) => rowOf(view, terminal)),
    ),
    ...(notes.length > 0 ? ['', ...notes] : []),
  ].join('\n');
}

function rowOf(view: ViewFreshness, { bold }: Pick<Terminal, 'bold'>): string[] {
  const { event_age_seconds: events } = view;
  return [
    view.view,
    view.state === 'breached' ? bold(view.state) : (view.state ?? '-'),
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
