import type { Scratch } from '../engine/scratch.ts';
import type { Run } from '../engine/engine.ts';
import { empty, ident, join, sql, type Sql } from '../sql/sql.ts';
import { countedOrder } from '../table/row-order.ts';
import { rowsSql } from '../view/rows.ts';
import { pickColumn } from './as-of.ts';
import type { PicksAsked } from './offline-engine.ts';
import { allViews, type JoinPlan, type PlannedFeature, type PlannedView } from './request.ts';

/** From so many features on, carrying them through the join's sort costs more than reading the source once more. */
const manyFeatures = 32;

const place: PlannedFeature = { name: 'asof place', column: 'asof place', type: 'BIGINT', default: null, output: '' };

/** Whether a view is better joined for its rows' places alone; where rows have to be counted, a place costs too much. */
export function isByPlace({ view: { relation }, features }: PlannedView): boolean {
  return features.length >= manyFeatures && relation.rowOrder.text !== countedOrder.rowOrder.text;
}

/**
 * What `pick` gives for a view, by way of the picked rows' places: these are joined first, and the features read for
 * them alone. `pick` is given the plan with the place for the view's only feature.
 */
export async function picksByPlace(
  { plan, planned, how, wanted }: Pick<PicksAsked, 'plan' | 'planned' | 'how' | 'wanted'>,
  into: Scratch,
  run: Run,
  pick: (plan: JoinPlan, planned: PlannedView) => Sql,
): Promise<Sql> {
  const { relation } = planned.view;
  const from = sql`(SELECT *, (${relation.rowOrder})::BIGINT AS ${ident(place.column)} FROM ${relation.from})`;
  const view = { ...planned.view, relation: { ...relation, from, rowOrder: ident(place.column), rowNumber: null } };
  const placed = { view, features: [place] };
  const views = plan.views.map((one) => (one === planned ? placed : one));
  const places = await into.table('places', pick({ ...plan, views }, placed), run);
  const o = pickColumn(placed, place);
  const read = planned.features.map((feature) => sql`${ident(feature.column)} AS ${pickColumn(planned, feature)}`);
  const rows = rowsSql(planned.view, { keys: [], times: ['o'], features: read });
  const values = planned.features.map((feature) => {
    const name = pickColumn(planned, feature);
    const otherwise = how === 'as-of' && plan.options.defaults ? feature.default : null;
    return otherwise ? sql`CASE WHEN p.${o} IS NULL THEN ${otherwise} ELSE v.${name} END AS ${name}` : sql`v.${name}`;
  });
  const inOrder = wanted === 'times' || allViews(plan).length > 1;
  return sql`SELECT ${join([sql`p.* EXCLUDE (${o})`, ...values])}
FROM ${places} p LEFT JOIN (SELECT * FROM (${rows}) SEMI JOIN (SELECT ${o} AS o FROM ${places}) USING (o)) v ON v.o = p.${o}
${inOrder ? sql`ORDER BY p.label_row` : empty}`;
}
