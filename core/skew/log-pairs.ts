import { isOfRows } from '../join/planned-kinds.ts';
import type { Engine, Run } from '../engine/engine.ts';
import { pickColumn } from '../join/as-of.ts';
import { picksOf, type Joined } from '../join/join.ts';
import type { JoinPlan, PlannedFeature, PlannedView } from '../join/request.ts';
import { labelColumn, spineKey, spineKeys } from '../join/spine.ts';
import { ident, join, sql, typeName, type Sql } from '../sql/sql.ts';
import { textInstant } from '../table/instant-sql.ts';
import { asInstant, closeSql, isInstant, sameSql, type Side } from './comparison.ts';
import { entityNameSql } from '../online/entity-name-sql.ts';
import { comparedInputs, comparedViews, type LogView } from './log-views.ts';
import { proveRows } from './origin.ts';
import type { ComparedView, SkewTables, ViewPairs } from './pairs.ts';
import type { LogPlan } from './plan-log.ts';
import { settleTypes } from './served-types.ts';

/** In the place of features, so that a join brings them too. */
const created: PlannedFeature = {
  name: 'asof created',
  column: 'asof created',
  type: 'TIMESTAMP',
  default: null,
  output: '',
};
const order: PlannedFeature = { name: 'asof order', column: 'asof order', type: 'BIGINT', default: null, output: '' };

/** The join of a log's rows with the views, which also gives the picked rows' created times and places. */
export function logJoinPlan({ log, views, onDemand, options }: LogPlan): JoinPlan {
  return { labels: log.labels, views: views.map(withPlaces), onDemand, options };
}

/** For windows no row is picked. */
function withPlaces(planned: PlannedView): PlannedView {
  if (!isOfRows(planned)) return planned;
  const { view, features } = planned;
  const { relation } = view;
  const at = view.created?.at ?? sql`NULL::TIMESTAMP`;
  const from = sql`(SELECT *, ${at} AS ${ident(created.column)}, (${relation.rowOrder})::BIGINT AS ${ident(order.column)} FROM ${relation.from})`;
  return {
    view: {
      ...view,
      relation: { ...relation, from, rowOrder: ident(order.column), rowNumber: null },
      created: view.created && { ...view.created, at: ident(created.column) },
    },
    features: [...features, created, order],
  };
}

/**
 * Compares the rows of a log with what the as-of join gives for them. Rows without a key or a serving time
 * are left out. The pairs' tables are in `kept`.
 */
export async function logPairs(
  engine: Engine,
  plan: LogPlan,
  joined: Joined,
  tolerance: number | null,
  { kept, passing }: SkewTables,
  run?: Run,
): Promise<ViewPairs[]> {
  const pairs: ViewPairs[] = [];
  const { rows } = joined;
  for (const compared of comparedViews(plan)) {
    const { planned, computed, place } = compared;
    const { rows: all, servedTypes } = await logRows(engine, plan, joined, compared, tolerance, run);
    const query = sql`SELECT * FROM (${all}) WHERE entity IS NOT NULL AND isfinite("at") AND (off_o IS NOT NULL OR on_here) ORDER BY n`;
    const named = servedTypes.map((type, i) => ({ type, value: ident(`g${i}`) }));
    const table =
      computed !== null || plan.log.served[place]!.time
        ? await kept.table('pairs', query, run)
        : await proveRows(engine, planned, named, { name: await passing.table('pairs', query, run), rows }, kept, run);
    const [counted] = await engine.rows<{ n: number }>(sql`SELECT count(*)::DOUBLE AS n FROM ${table}`, run);
    const found = { table, rows: counted!.n, neither: rows - counted!.n, servedTypes };
    pairs.push(
      computed === null
        ? { ...found, planned, computed }
        : { ...found, planned, computed, inputs: comparedInputs(plan, compared, pairs) },
    );
  }
  return pairs;
}

/** Every row of a log beside what the join gives for it in one view, as `ViewPairs` has them; one may have no entity and no moment. */
export async function logRows(
  engine: Engine,
  { log: { labels, served } }: LogPlan,
  joined: Joined,
  compared: LogView,
  tolerance: number | null,
  run?: Run,
): Promise<{ rows: Sql; servedTypes: string[] }> {
  const column = ({ name, type }: { name: string; type: string }): Side => {
    const index = labels.relation.columns.findIndex((one) => one.name === name);
    return { type, value: labelColumn(joined.plan, index) };
  };
  const types = compared.planned.features.map(({ type }) => type);
  const { columns, time } = served[compared.place]!;
  const settled = await settleTypes(engine, joined.spine, columns.map(column), types, run);
  const rows = pairsSql(joined, compared, settled, time && column(time), tolerance);
  return { rows, servedTypes: settled.map(({ type }) => type) };
}

/** The names of the log's entities over its spine `s`. */
function logEntity(joined: Pick<Joined, 'plan'>, { view }: ComparedView): Sql {
  const { plan } = joined;
  const keys = view.keys.map(({ name, type }) => ({ name, type: plan.options.castKeys ? 'VARCHAR' : type }));
  return entityNameSql(keys.map((key) => ({ ...key, value: sql`s.${spineKey(plan, key.name)}` })));
}

function pairsSql(
  joined: Joined,
  { planned, computed, place }: LogView,
  served: readonly Side[],
  time: Side | null,
  tolerance: number | null,
): Sql {
  const { plan, spine } = joined;
  const found = (feature: { name: string }) => sql`p.${pickColumn(planned, feature)}`;
  const matched = (value: Sql) => sql`CASE WHEN p.status = 'matched' THEN ${value} END`;
  const spineColumns = [
    ...spineKeys(plan).map(({ name }) => spineKey(plan, name)),
    ...served.map(({ value }, i) => sql`${value} AS ${ident(`g${i}`)}`),
    sql`${time ? readTime(time) : sql`NULL::TIMESTAMP`} AS on_t`,
  ];
  // A default stands where no row was found; what is computed is computed of nothing too.
  const isGiven = (feature: object) =>
    computed !== null || (plan.options.defaults && 'default' in feature && feature.default !== null);
  const offline = planned.features.map((feature, i) => {
    const value = isGiven(feature) ? found(feature) : matched(found(feature));
    return sql`${value} AS ${ident(`f${i}`)}`;
  });
  const [madeAt, at] = computed === null ? [found(created), found(order)] : [sql`NULL::TIMESTAMP`, sql`0::BIGINT`];
  const online = served.map((_, i) => ident(`g${i}`));
  const keys = planned.view.keys.map(({ name, type }, i) => {
    return sql`TRY_CAST(s.${spineKey(plan, name)} AS ${typeName(type)}) AS ${ident(`k${i}`)}`;
  });
  const named = [sql`s.label_row AS n`, sql`${logEntity(joined, planned)} AS entity`, ...keys];
  const rows = sql`SELECT ${join(named)}, s.label_time AS "at",
  ${matched(sql`p.t`)} AS off_t, ${matched(madeAt)} AS off_c, ${matched(at)} AS off_o, on_t, ${join([...offline, ...online])}
FROM (SELECT label_row, label_time, ${join(spineColumns)} FROM ${spine}) s POSITIONAL JOIN ${picksOf(joined)[place]!} p`;
  const isComparedFirst = computed !== null || plan.options.defaults;
  const classes = planned.features.map(({ type }, i) => {
    const sides = [
      { type, value: ident(`f${i}`) },
      { type: served[i]!.type, value: ident(`g${i}`) },
    ] as const;
    return sql`${classSql(...sides, plan, isComparedFirst, tolerance)} AS ${ident(`s${i}`)}`;
  });
  const values = planned.features.flatMap((_, i) => [ident(`f${i}`), ident(`g${i}`)]);
  const columns = ['n', 'entity', ...keys.map((_, i) => `k${i}`), 'at', 'off_t', 'off_c', 'off_o', 'on_t', 'on_here'];
  return sql`SELECT ${join([...columns.map((name) => ident(name)), ...values, ...classes])}
FROM (SELECT *, ${hereSql(planned, time)} AS on_here FROM (${rows}))`;
}

/**
 * Whether a row was served: where the log has the row's time, it tells. Else a row of nothing but nulls was
 * none, unless there is such a row offline too.
 */
function hereSql({ features }: ComparedView, time: Side | null): Sql {
  if (time) return sql`on_t IS NOT NULL`;
  const all = (name: string) =>
    join(
      features.map((_, i) => sql`${ident(`${name}${i}`)} IS NULL`),
      ' AND ',
    );
  return sql`(NOT (${all('g')}) OR (off_o IS NOT NULL AND ${all('f')}))`;
}

function classSql(
  offline: Side,
  served: Side,
  { options }: JoinPlan,
  isComparedFirst: boolean,
  tolerance: number | null,
): Sql {
  const close = closeSql(offline, served, tolerance);
  const late = options.boundary === 'strict' ? sql`on_t >= "at"` : sql`on_t > "at"`;
  const same = sql`WHEN ${sameSql(offline, served)} THEN 'equal' ${close ? sql`WHEN ${close} THEN 'close'` : sql``}`;
  const before = isComparedFirst ? same : sql``;
  return sql`CASE WHEN NOT on_here THEN 'missing_online' ${before} WHEN off_o IS NULL THEN CASE WHEN ${late} THEN 'ahead' ELSE 'missing_offline' END
    ${same}
    WHEN on_t < off_t THEN 'stale' WHEN on_t > off_t THEN 'ahead' ELSE 'mismatch' END`;
}

function readTime(time: Side): Sql {
  return isInstant(time.type) ? asInstant(time) : textInstant(sql`(${time.value})::VARCHAR`);
}
