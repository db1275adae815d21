import { plural, sayLatency } from '../text/figures.ts';
import { plain, type Phrase } from '../text/phrase.ts';
import type { ServingReport } from './report.ts';

/** How fast, then what was there of what was asked for. */
export function servingSentence({ latency, answer, statuses }: ServingReport): Phrase[] {
  const strong = (text: string): Phrase => ({ text, as: 'strong' });
  const of = plural(answer.entities.length, 'entity', 'entities');
  const { present, null: nulls, missing, expired } = statuses;
  const all = present + nulls + missing + expired;
  const lacking = [
    ...(nulls > 0 ? [`${nulls} null`] : []),
    ...(missing > 0 ? [`${missing} missing`] : []),
    ...(expired > 0 ? [`${expired} expired`] : []),
  ];
  return [
    plain('Half of '),
    plain(`${plural(latency.requests, 'request')} for ${of} took at most `),
    strong(sayLatency(latency.median_ms)),
    plain(', 99 % at most '),
    strong(sayLatency(latency.p99_ms)),
    plain(', without HTTP. '),
    plain(lacking.length === 0 ? `Each of ${plural(all, 'value')} is there.` : `Of ${plural(all, 'value')}, `),
    ...(lacking.length === 0 ? [] : [strong(lacking.join(', ')), plain('.')]),
  ];
}
