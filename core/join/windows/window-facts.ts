import type { Engine, Run } from '../../engine/engine.ts';
import { ident, join, sql } from '../../sql/sql.ts';
import type { BoundView } from '../../table/bound.ts';
import { foundOut } from '../../table/found-out.ts';
import { columnFacts } from '../../view/windows/column-facts.ts';
import { widestWindow } from '../../view/windows/events.ts';
import type { ColumnFacts } from '../../view/windows/total.ts';
import type { PlannedWindows } from '../planned-kinds.ts';

/** What is found out about the events before they are joined. */
export interface WindowFacts {
  /** Of what each feature observes. */
  columns: readonly ColumnFacts[];
  /** How many events there are. */
  events: number;
  /** How many pairs of a label row and an event in its window there are, about. */
  pairs: (window: bigint | null) => number;
  /** For how many microseconds an event is not known once it has happened, on average; no longer than the widest window. */
  lateness: bigint;
}

/** Where it is not known how many label rows there are. */
const many = 100_000;

/** Finds out what is worth knowing before windows are joined with so many label rows, once a relation. */
export async function windowFacts(
  engine: Engine,
  { view, features }: PlannedWindows,
  labels: number | null,
  run?: Run,
): Promise<WindowFacts> {
  const { events, beside, span, lateness } = await spreadOf(engine, view, widestWindow(features), run);
  return {
    columns: await columnFacts(engine, view, features, run),
    events,
    pairs: (window) =>
      (labels ?? many) * beside * (window === null || span === 0 ? 1 : Math.min(1, Number(window) / span)),
    lateness: BigInt(Math.ceil(lateness)),
  };
}

/**
 * How many events there are; how many the entity of an event has on average, itself among them: label rows come as events do, most of the
 * busiest; over how many microseconds all lie; and their lateness.
 */
function spreadOf(
  engine: Engine,
  { relation, keys, timestamp: { at }, available }: BoundView,
  window: bigint | null,
  run?: Run,
): Promise<{ events: number; beside: number; span: number; lateness: number }> {
  const names = keys.map(({ column }) => ident(column));
  const longest = sql`${window ?? year}::DOUBLE`;
  const late = available
    ? sql`sum(least(greatest(coalesce(epoch_us(${available.at})::DOUBLE - epoch_us(${at}), ${longest}), 0), ${longest}))`
    : sql`0::DOUBLE`;
  return foundOut(relation, ['spread', at, available?.at, String(window), ...names], async () => {
    const [found] = await engine.rows<Record<'n' | 'squares' | 'span' | 'late', number | null>>(
      sql`SELECT sum(n) AS n, sum(n * n) AS squares, max(last) - min(first) AS span, sum(late) AS late FROM (
  SELECT count(*)::DOUBLE AS n, epoch_us(max(${at}) FILTER (isfinite(${at})))::DOUBLE AS last, epoch_us(min(${at}) FILTER (isfinite(${at})))::DOUBLE AS first, ${late} AS late
  FROM ${relation.from}${names.length > 0 ? sql` GROUP BY ${join(names)}` : sql``})`,
      run,
    );
    const { n, squares, span, late: all } = found!;
    return { events: n ?? 0, beside: n ? squares! / n : 0, span: span ?? 0, lateness: n ? (all ?? 0) / n : 0 };
  });
}

const year = 365n * 86_400_000_000n;
