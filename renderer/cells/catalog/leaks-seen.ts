import type { LeakageReport } from '../../../core/leakage/report.ts';

/** What answers have told of a feature, or of all features of a view. */
export interface LeaksSeen {
  /** Answers that are about it. */
  cells: number;
  /** Of the worst of them; null where nothing of any matched, so that none has told. */
  leaked: number | null;
  rows: number;
}

/** @param reports Of whatever cells: those of leakage count. @param feature Null is any of the view. */
export function leaksSeen(reports: readonly (object | null)[], view: string, feature: string | null): LeaksSeen {
  const told = reports.filter(isLeakage).flatMap(({ rows, features, leak_rate: rate }) => {
    const own = features.filter((one) => one.view === view && (feature === null || one.feature === feature));
    if (own.length === 0) return [];
    const leaked = Math.max(...own.map((one) => one.leaked_rows));
    const isTold = leaked > 0 || (rate !== null && own.every((one) => one.leak_rate !== null));
    return [{ rows, leaked: isTold ? leaked : null }];
  });
  const worst = told.reduce((a, b) => ((b.leaked ?? -1) > (a.leaked ?? -1) ? b : a), { rows: 0, leaked: null });
  return { cells: told.length, ...worst };
}

function isLeakage(report: object | null): report is LeakageReport {
  return report !== null && 'leaked_rows' in report && 'naive' in report;
}
