import type { CatalogReport } from '../catalog/report.ts';
import type { ViewFreshness } from '../freshness/report.ts';
import type { ProfileReport } from '../profile/report.ts';

/** What a site of the catalog is made of. */
export interface CatalogFacts {
  project: string;
  report: CatalogReport;
  /** By view, of those with features that are columns of their file. */
  statistics: ReadonlyMap<string, FoundOut<ProfileReport>>;
  /** By view, of those that are online. */
  freshness: ReadonlyMap<string, FoundOut<ViewFreshness>>;
  /** The moment that ages are counted to, as ISO text. */
  now: string;
  /** `asof 0.1.0`. */
  madeBy: string;
}

/** Something that was found out, or why it was not, in a line. */
export type FoundOut<T> = { value: T } | { unknown: string };

/** What the site says is not known, each reason once with the views that it is about. */
export function unknownLines({ statistics, freshness }: Pick<CatalogFacts, 'statistics' | 'freshness'>): string[] {
  return [...linesOf('values', statistics), ...linesOf('freshness', freshness)];
}

function linesOf(what: string, told: ReadonlyMap<string, FoundOut<unknown>>): string[] {
  const byReason = new Map<string, string[]>();
  for (const [view, one] of told)
    if ('unknown' in one) byReason.set(one.unknown, [...(byReason.get(one.unknown) ?? []), view]);
  return [...byReason].map(([why, views]) => `${what} of ${views.join(', ')} not known: ${why}`);
}
