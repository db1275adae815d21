import type { Engine, Run } from '../engine/engine.ts';
import { ident, join, sql } from '../sql/sql.ts';
import type { BoundView } from '../table/bound.ts';
import { foundOut } from '../table/found-out.ts';
import { columnFacts } from '../view/windows/column-facts.ts';
import type { PlannedWindows } from './planned-kinds.ts';
import type { WindowFacts } from './planned-windows.ts';

/** Where it is not known how many label rows there are. */
const many = 100_000;

/** Finds out what is worth knowing before windows are joined with so many label rows, once a relation. */
export async function windowFacts(
  engine: Engine,
  { view, features }: PlannedWindows,
  labels: number | null,
  run?: Run,
): Promise<WindowFacts> {
  const { perEntity, span } = await spreadOf(engine, view, run);
  return {
    columns: await columnFacts(engine, view, features, run),
    pairs: (window) =>
      (labels ?? many) * perEntity * (window === null || span === 0 ? 1 : Math.min(1, Number(window) / span)),
  };
}

/** How many events an entity has on average, and over how many microseconds all lie. */
function spreadOf(
  engine: Engine,
  { relation, keys, timestamp }: BoundView,
  run?: Run,
): Promise<{ perEntity: number; span: number }> {
  const entities =
    keys.length === 0 ? sql`1` : sql`approx_count_distinct(row(${join(keys.map(({ column }) => ident(column)))}))`;
  const { at } = timestamp;
  const finite = sql`isfinite(${at})`;
  return foundOut(relation, ['spread', timestamp.at, ...keys.map(({ column }) => column)], async () => {
    const [found] = await engine.rows<{ n: number; entities: number; span: number | null }>(
      sql`SELECT count(*)::DOUBLE AS n, ${entities}::DOUBLE AS entities, epoch_us(max(${at}) FILTER (${finite}))::DOUBLE - epoch_us(min(${at}) FILTER (${finite})) AS span FROM ${relation.from}`,
      run,
    );
    const { n, entities: some, span } = found!;
    return { perEntity: n / Math.max(1, some), span: span ?? 0 };
  });
}
