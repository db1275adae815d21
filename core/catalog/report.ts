import { code, plain, type Phrase } from '../text/phrase.ts';
import { plural } from '../text/figures.ts';
import type { CatalogEntry } from './catalog.ts';
import type { EntryKind } from './node-id.ts';
import type { NotebookUse } from './notebook-use.ts';

/** `catalog --json`; spec section 8. */
export interface CatalogReport {
  entities: number;
  sources: number;
  views: number;
  features: number;
  services: number;
  labels: number;
  notebooks: number;
  /** No service and no notebook asks for them. These three are null where some view's features are not known. */
  unused_features: number | null;
  undescribed_features: number | null;
  unowned_features: number | null;
  /** Null where no rule is declared. */
  misnamed_views: number | null;
  /** What should be known of these: what could not be read, a line each. */
  notes: string[];
  entries: CatalogEntry[];
}

/** @param unread Views whose features are not known, each with why. */
export function catalogReport(
  entries: CatalogEntry[],
  around: { naming: string | undefined; notebooks: readonly NotebookUse[]; unread: readonly string[] },
): CatalogReport {
  const of = (kind: EntryKind) => entries.filter((entry) => entry.kind === kind);
  const [features, views] = [of('feature'), of('feature view')];
  const counted = (is: (entry: CatalogEntry) => boolean) =>
    around.unread.length > 0 ? null : features.filter(is).length;
  return {
    entities: of('entity').length,
    sources: of('source').length,
    views: views.length,
    features: features.length,
    services: of('feature service').length,
    labels: of('label table').length,
    notebooks: of('notebook').length,
    unused_features: counted(({ unused }) => unused === true),
    undescribed_features: counted(({ description }) => description === null),
    unowned_features: counted(({ owner }) => owner === null),
    misnamed_views: around.naming === undefined ? null : views.filter(({ misnamed }) => misnamed !== null).length,
    notes: [...around.unread, ...around.notebooks.flatMap(({ problem }) => problem ?? [])],
    entries,
  };
}

/** What there is, then what of it nobody uses or answers for. */
export function catalogSentence(report: CatalogReport): Phrase[] {
  const { features, views, services, notebooks } = report;
  const there = [plural(services, 'service'), plural(notebooks, 'notebook')].join(' and ');
  const whole = [plain(`${plural(features, 'feature')} in ${plural(views, 'view')}, ${there}. `)];
  const { unused_features: unused, unowned_features: unowned, undescribed_features: silent } = report;
  if (unused === null) return [...whole, plain('Not all features are known: '), code(report.notes[0]!), plain('.')];
  if (features === 0) return whole;
  const used = unused === 0 ? 'Each is in a service or a notebook' : `${unused} in no service and no notebook`;
  return [...whole, plain(`${used}, ${none(unowned!)} without an owner, ${none(silent!)} without a description.`)];
}

function none(n: number): string {
  return n === 0 ? 'none' : String(n);
}
