import { stateWords } from '../freshness/say-ages.ts';
import type { ViewFreshness } from '../freshness/report.ts';
import { html, type Html } from '../html/html.ts';
import { count } from '../text/figures.ts';
import { longSpan, spanOfSeconds } from '../time/span.ts';
import { factList } from './fact-list.ts';

/** How old what is online of a view was at a moment. */
export function freshnessPart(view: ViewFreshness, now: string): Html {
  const { state, run_age_seconds: age, event_age_seconds: events, note } = view;
  const ages = events && [events.median, events.p95, events.max].map(span).join(', ');
  return html`<p class="facts">as of ${now}</p>
    ${factList([
      ['state', state === null ? 'no verdict' : stateWords[state]],
      ['last run', view.last_run ?? 'none finished'],
      ['age', age === null ? null : span(age)],
      ['alert', view.alert_threshold_seconds === null ? null : span(view.alert_threshold_seconds)],
      ['limit', view.max_staleness_seconds === null ? 'none declared' : span(view.max_staleness_seconds)],
      ['within it until', view.breaches_at],
      ['events: median, p95, oldest', ages && `${ages} (of ${count(view.sampled)} records)`],
    ])}${note === null ? [] : html`<p class="facts">${note}</p>`}`;
}

function span(seconds: number | null): string {
  return seconds === null ? 'without end' : longSpan(spanOfSeconds(seconds));
}
