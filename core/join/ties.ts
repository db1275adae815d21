import type { Engine, Run } from '../engine/engine.ts';
import { ident, join, sql, type Sql } from '../sql/sql.ts';
import type { BoundView } from '../table/bound.ts';
import { foundOut } from '../table/found-out.ts';
import { typeFamily } from '../table/type-family.ts';
import type { JoinFacts } from './as-of.ts';
import type { JoinPlan } from './request.ts';
import { keyValue } from './spine.ts';

/** Below this many label rows the proof costs more than it saves. */
const worthProving = 200_000;
/** With fewer labels than this part of the source, most of its entities are likely not asked for. */
const fewShare = 1 / 20;

interface Proof {
  unique: boolean;
  nullFree: boolean;
  smallKeys: boolean;
}

/**
 * What can be said of a view's source before joining it to the label rows. Ties and nulls are looked
 * for once, and the answer is remembered with the relation.
 */
export async function joinFacts(
  engine: Engine,
  plan: Pick<JoinPlan, 'options'>,
  view: BoundView,
  labels: { rows: number; plain: boolean; smallKeys: boolean },
  run?: Run,
): Promise<JoinFacts> {
  const { rows } = view.relation;
  const fewLabels = rows === null || labels.rows < rows * fewShare;
  const facts = { ...unknownFacts, fewLabels, labelsPlain: labels.plain };
  if (fewLabels || labels.rows < worthProving) return facts;
  const proof = await prove(engine, plan, view, run);
  return { ...facts, ...proof, smallKeys: proof.smallKeys && labels.smallKeys };
}

/** What holds of any source and labels: for SQL that is printed and not run. */
export const unknownFacts: JoinFacts = {
  unique: false,
  nullFree: false,
  fewLabels: true,
  labelsPlain: false,
  smallKeys: false,
};

function prove(engine: Engine, plan: Pick<JoinPlan, 'options'>, view: BoundView, run?: Run): Promise<Proof> {
  const { relation } = view;
  // As they are joined: two texts may be one UUID.
  const needed = [...view.keys.map((key) => keyValue(key, plan)), view.timestamp.at];
  const wide = notSmall(view.keys.map(({ column, type }) => ({ value: ident(column), type })));
  const without = (where: Sql) =>
    isEmpty(engine, sql`SELECT 1 AS found FROM ${relation.from} WHERE ${where} LIMIT 1`, run);
  const lacking = join(
    needed.map((value) => sql`${value} IS NULL`),
    ' OR ',
  );
  return foundOut(relation, ['ties', ...needed], async () => ({
    smallKeys: wide !== null && (await without(wide)),
    nullFree: await without(lacking),
    // Where ties are common, one entity in a hundred shows it.
    unique:
      (await isEmpty(engine, tiesSql(relation.from, needed, sql`hash(${needed[0]!}) % 101 = 0`), run)) &&
      (await isEmpty(engine, tiesSql(relation.from, needed, sql`TRUE`), run)),
  }));
}

/** Whether one of several keys does not fit into 32 bits; null where not all are integers. */
export function notSmall(keys: readonly { value: Sql; type: string }[]): Sql | null {
  if (keys.length === 0 || keys.some(({ type }) => typeFamily(type) !== 'integer')) return null;
  return join(
    keys.map(({ value }) => sql`${value} NOT BETWEEN -2147483648 AND 2147483647`),
    ' OR ',
  );
}

function tiesSql(from: Sql, needed: readonly Sql[], where: Sql): Sql {
  return sql`SELECT 1 AS found FROM ${from} WHERE ${where} GROUP BY ${join(needed)} HAVING count(*) > 1 LIMIT 1`;
}

async function isEmpty(engine: Engine, query: Sql, run?: Run): Promise<boolean> {
  return (await engine.rows(query, run)).length === 0;
}
