import type { DuplicatesReport } from '../../../core/duplicates/report.ts';
import type { LeakageReport } from '../../../core/leakage/report.ts';

/** What leakage cells and duplicates cells can tell of a feature. */
export const tellingKinds = ['leakage', 'duplicates'] as const;

/** What a cell has answered: one that is open, or in a notebook that was. */
export interface CellFinding {
  kind: (typeof tellingKinds)[number];
  /** `spring`, `spring of all.md`. */
  where: string;
  /** Milliseconds since 1970; null of what stands in the open notebook. */
  at: number | null;
  /** What has changed since; null where nothing that is known of has. */
  old: string | null;
  report: object;
}

export interface LeakFound extends Omit<CellFinding, 'kind' | 'report'> {
  /** Null where nothing matched, so that it has not told. */
  leaked: number | null;
  rows: number;
}

/** What each answer about leaks says of a feature, or of all features of a view (null), the worst first. */
export function leaksFound(all: readonly CellFinding[], view: string, feature: string | null): LeakFound[] {
  const found = all.flatMap(({ kind, report, ...told }): LeakFound[] => {
    if (kind !== 'leakage') return [];
    const { rows, features, leak_rate: rate } = report as LeakageReport;
    const own = features.filter((one) => one.view === view && (feature === null || one.feature === feature));
    if (own.length === 0) return [];
    const leaked = Math.max(...own.map((one) => one.leaked_rows));
    const isTold = leaked > 0 || (rate !== null && own.every((one) => one.leak_rate !== null));
    return [{ ...told, rows, leaked: isTold ? leaked : null }];
  });
  return found.sort((a, b) => (b.leaked ?? -1) - (a.leaked ?? -1));
}

export interface DuplicateFound extends Omit<CellFinding, 'kind' | 'report'> {
  /** Features that say the same as it, and which of the two to keep; empty where none was found. */
  others: { name: string; relation: DuplicatesReport['pairs'][number]['relation']; isKept: boolean; why: string }[];
  /** How many features were compared, or why it was not; it is of no pair then. */
  compared: number | string;
}

/** What each answer about duplicates says of a feature; those that did not look at its view are left out. */
export function duplicatesFound(all: readonly CellFinding[], ref: string, view: string): DuplicateFound[] {
  return all.flatMap(({ kind, report, ...told }): DuplicateFound[] => {
    if (kind !== 'duplicates') return [];
    const { groups, pairs, skipped } = report as DuplicatesReport;
    const group = groups.find(({ views }) => views.includes(view));
    const left = skipped.find(({ feature }) => feature === ref);
    if (!group && !left) return [];
    const others = pairs.flatMap(({ a, b, relation, keep, why }) => {
      if (a !== ref && b !== ref) return [];
      return [{ name: a === ref ? b : a, relation, isKept: (keep === 'a' ? a : b) === ref, why }];
    });
    return [{ ...told, others, compared: left ? left.why : group!.features }];
  });
}
