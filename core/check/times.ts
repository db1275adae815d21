import type { Engine, Run } from '../engine/engine.ts';
import { plausible } from '../infer/time-readings.ts';
import type { JoinPlan } from '../join/request.ts';
import { empty, sql, type Sql } from '../sql/sql.ts';
import type { BoundLabels, BoundView } from '../table/bound.ts';
import { formatInstant } from '../time/instant.ts';

/** First and last time of a table, microseconds. */
interface Span {
  first: bigint;
  last: bigint;
}

/**
 * Of a join's views, those that have no row from after the first label: nothing of theirs can lie in the
 * future, whatever the join, and a wrong unit or format looks like that. One line each. Reads one column
 * of every table.
 */
export async function earlierWarnings(engine: Engine, plan: JoinPlan, run?: Run): Promise<string[]> {
  const labels = await spanOf(engine, plan.labels, run);
  const views = new Map(plan.views.map(({ view }) => [view.relation.name, view]));
  const warnings: string[] = [];
  for (const [name, view] of views) {
    const span = labels && (await spanOf(engine, view, run));
    if (!span || span.last >= labels.first) continue;
    const [last, first] = [formatInstant(span.last), formatInstant(labels.first)];
    warnings.push(
      `every row of ${name} (the last of ${last}) is earlier than every row of ${plan.labels.name} (the first of ${first})`,
    );
  }
  return warnings;
}

/** Of a table whose times all lie outside 1990 to 2100. */
export function outsideWarning(table: string, column: string, span: Span | null): string[] {
  if (!span || (span.last >= plausible.first && span.first < plausible.last)) return [];
  const { first, last } = span;
  const when = first === last ? `at ${formatInstant(first)}` : `from ${formatInstant(first)} to ${formatInstant(last)}`;
  return [`${table}.${column}: all times lie ${when}; is its timestamp_unit or timestamp_format right?`];
}

/** Null where no row has a time that is finite. */
async function spanOf(engine: Engine, table: BoundLabels | BoundView, run?: Run): Promise<Span | null> {
  const extremes = async (which: Sql) => {
    const [found] = await engine.rows<{ first: bigint | null; last: bigint | null; finite: boolean | null }>(
      sql`SELECT epoch_us(min(t)) AS first, epoch_us(max(t)) AS last, isfinite(min(t)) AND isfinite(max(t)) AS finite
FROM (SELECT ${table.timestamp.at} AS t FROM ${table.relation.from})${which}`,
      run,
    );
    return found!;
  };
  // Of all rows a file's footer can tell it.
  const all = await extremes(empty);
  const { first, last } = all.finite === false ? await extremes(sql` WHERE isfinite(t)`) : all;
  return first === null || last === null ? null : { first, last };
}
