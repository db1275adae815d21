import type { Engine, Run } from '../../engine/engine.ts';
import { leaks } from '../counts.ts';
import type { PairedFeature, Pairs } from '../pairs.ts';
import { gain, type LeakageReport } from '../report.ts';
import { ident, sql } from '../../sql/sql.ts';

/** A label row, for the time machine. */
export interface LeakExample {
  row: number;
  view: string;
  feature: string;
}

/**
 * The label row that shows the leak best: of the feature that the leak flatters most (else that leaks
 * most), a row where both joins found a value, the two differ, and the peek is a usual one.
 */
export async function findExample(
  engine: Engine,
  pairs: Pairs,
  report: LeakageReport,
  run: Run,
): Promise<LeakExample | null> {
  if (report.rows === 0) return null;
  const feature = mostTelling(pairs, report);
  const { naive, asof, future, view, viewName, name } = feature;
  const peeked = sql`(${leaks(feature)} AND ${asof} IS NOT NULL AND ${naive} IS DISTINCT FROM ${asof})`;
  const typical = sql`(SELECT median(${future}) FROM ${pairs.table} WHERE ${peeked})`;
  const [found] = await engine.rows<{ row: number }>(
    sql`SELECT label_row::DOUBLE AS row FROM ${pairs.table}
ORDER BY ${peeked} DESC, ${leaks(feature)} DESC, (${ident(`status${view}`)} = 'matched') DESC, abs(${future} - ${typical}) NULLS LAST, label_row LIMIT 1`,
    run,
  );
  return { row: found!.row, view: viewName, feature: name };
}

function mostTelling(pairs: Pairs, report: LeakageReport): PairedFeature {
  const weight = (i: number): [number, number] => {
    const leak = report.features[i]!;
    return [leak.leaked_rows > 0 ? Math.max(0, gain(leak) ?? 0) : -1, leak.leaked_rows];
  };
  const order = pairs.features
    .map((_, i) => i)
    .sort((i, j) => {
      const [a, b] = [weight(i), weight(j)];
      return b[0] - a[0] || b[1] - a[1] || i - j;
    });
  return pairs.features[order[0]!]!;
}
