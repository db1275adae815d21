import type { Engine, Run } from '../engine/engine.ts';
import { plausible } from '../infer/time-readings.ts';
import type { JoinPlan } from '../join/request.ts';
import { sql } from '../sql/sql.ts';
import type { BoundLabels, BoundView } from '../table/bound.ts';
import { formatInstant } from '../time/instant.ts';

/** First and last time of a table, microseconds. */
interface Span {
  first: bigint;
  last: bigint;
}

/**
 * What the times of a join's tables say of themselves before any row is joined: that none of them can be
 * right, or that a view has nothing from after its labels' first, so that each of them gets its last row.
 * One line each. Reads one column of every table.
 */
export async function timeWarnings(engine: Engine, plan: JoinPlan, run?: Run): Promise<string[]> {
  const labels = await spanOf(engine, plan.labels, run);
  const warnings = outsideWarning(plan.labels.name, plan.labels.timestamp.column, labels);
  const seen = new Set<string>();
  for (const { view } of plan.views) {
    const { name } = view.relation;
    if (seen.has(name)) continue;
    seen.add(name);
    const span = await spanOf(engine, view, run);
    const outside = outsideWarning(name, view.timestamp.column, span);
    warnings.push(...outside);
    if (outside.length === 0 && span && labels && span.last < labels.first)
      warnings.push(
        `every row of ${name} (the last of ${formatInstant(span.last)}) is earlier than every row of ${plan.labels.name} (the first of ${formatInstant(labels.first)})`,
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
  const { at } = table.timestamp;
  const [found] = await engine.rows<{ first: bigint | null; last: bigint | null }>(
    sql`SELECT epoch_us(min(t)) AS first, epoch_us(max(t)) AS last FROM (SELECT ${at} AS t FROM ${table.relation.from}) WHERE isfinite(t)`,
    run,
  );
  const { first, last } = found!;
  return first === null || last === null ? null : { first, last };
}
