import type { Engine, Run } from '../engine/engine.ts';
import { ident, join, sql, type Sql } from '../sql/sql.ts';
import type { BoundView } from '../table/bound.ts';
import { foundOut } from '../table/found-out.ts';
import { describeType } from '../types/describe-type.ts';
import { findPacking } from '../view/packed-rank.ts';
import type { JoinFacts } from './as-of.ts';
import type { SpineRows } from './offline-engine.ts';
import type { JoinPlan } from './request.ts';
import { keyValue } from './spine.ts';

/** Below this many label rows looking costs more than it saves. */
const worthLooking = 50_000;
/** With fewer labels than this part of the source, most of its entities are likely not asked for. */
const fewShare = 1 / 20;

/** What can be said of a view's source before joining it to the label rows: looked for once, and remembered with the relation. */
export async function joinFacts(
  engine: Engine,
  plan: Pick<JoinPlan, 'options'>,
  view: BoundView,
  labels: Pick<SpineRows, 'rows' | 'plain' | 'smallKeys'>,
  run?: Run,
): Promise<JoinFacts> {
  const { rows } = view.relation;
  const fewLabels = rows === null || labels.rows < rows * fewShare;
  const facts = { ...unknownFacts, fewLabels, labelsPlain: labels.plain };
  if (fewLabels || labels.rows < worthLooking) return facts;
  return {
    ...facts,
    packing: await findPacking(engine, view, run),
    nullFree: await isNullFree(engine, plan, view, run),
    smallKeys: labels.smallKeys && (await areSmall(engine, view, run)),
  };
}

/** What holds of any source and labels: for SQL that is printed and not run. */
export const unknownFacts: JoinFacts = {
  packing: null,
  nullFree: false,
  fewLabels: true,
  labelsPlain: false,
  smallKeys: false,
};

/** As they are joined: of what is read as a UUID, some may be none. */
function isNullFree(engine: Engine, plan: Pick<JoinPlan, 'options'>, view: BoundView, run?: Run): Promise<boolean> {
  const needed = [...view.keys.map((key) => keyValue(key, plan)), view.timestamp.at];
  const lacking = join(
    needed.map((value) => sql`${value} IS NULL`),
    ' OR ',
  );
  return foundOut(view.relation, ['nulls', ...needed], async () => {
    const query = sql`SELECT 1 AS found FROM ${view.relation.from} WHERE ${lacking} LIMIT 1`;
    return (await engine.rows(query, run)).length === 0;
  });
}

function areSmall(engine: Engine, { relation, keys }: BoundView, run?: Run): Promise<boolean> {
  return foundOut(relation, ['small', ...keys.map(({ column }) => column)], async () => {
    const small = smallSql(keys.map(({ column, type }) => ({ value: ident(column), type })));
    if (small === null) return false;
    const [found] = await engine.rows<{ small: boolean | null }>(
      sql`SELECT ${small} AS small FROM ${relation.from}`,
      run,
    );
    return found!.small ?? true;
  });
}

/**
 * Whether all of several keys fit into 32 bits, an aggregate, null where there are none; null where not all are
 * integers. By their extremes, which a file's footer has.
 */
export function smallSql(keys: readonly { value: Sql; type: string }[]): Sql | null {
  if (keys.length === 0 || keys.some(({ type }) => describeType(type).family !== 'integer')) return null;
  return join(
    keys.map(({ value }) => sql`min(${value}) >= -2147483648 AND max(${value}) <= 2147483647`),
    ' AND ',
  );
}
