import type { Engine } from '../../../../core/engine/engine.ts';
import { Scratch } from '../../../../core/engine/scratch.ts';
import { findCauses } from '../../../../core/skew/causes/find-causes.ts';
import type { SkewCause } from '../../../../core/skew/report.ts';
import type { RowPairs } from '../../../../core/skew/pairs.ts';
import { ident, join, sql, unsafe, type Sql } from '../../../../core/sql/sql.ts';
import { numberedBy } from '../../../../core/table/row-order.ts';
import { tableOf } from '../../../support/table-of.ts';

/** A feature and what was served for it. */
export interface PlantedFeature {
  type: string;
  /** Over a row of the history: `u(1)`, `u(2)`, .. are uniform in [0, 1) of their own. */
  value: string;
  /**
   * Over a pair: f is the offline value, `prev` that of the row before, `unlimited` without the TTL, `strict` of the last row before `at`,
   * `early` as of the run, at `run`, `other` another entity's, `next` and `former` those of the features beside it; `share` and
   * `noise` are uniform in [0, 1), `both` of the pair, `own` of the entity `key`; `at` is the moment.
   */
  served: string;
  servedType?: string;
}

export interface Plan {
  seed: number;
  /** Against a log every row has its own moment, and nobody tells the online row's time. */
  against: 'log' | 'online';
  rows: number;
  entities?: number;
  versions?: number;
  ttlDays?: number;
  /** The share of moments that are those of a row. */
  sharp?: number;
  /** The online rows of this share of entities are of an earlier run (online only). */
  lateRun?: number;
  /** Pairs for which this holds have no online row. */
  missing?: string;
  features: PlantedFeature[];
}

export interface Planted {
  pairs: RowPairs;
  scratch: Scratch;
  /** Per feature: the rows whose values differ. */
  odd: number[];
}

const begin = 1_709_251_200_000_000n;
const day = 86_400_000_000n;

/** Pairs as skew makes them, of a history made up from the seed: the contract of core/skew/pairs.ts. */
export async function plant(engine: Engine, plan: Plan): Promise<Planted> {
  const { seed, rows, features } = plan;
  const scratch = new Scratch(engine);
  const entities = plan.entities ?? Math.ceil(rows / 3);
  const versions = plan.versions ?? 8;
  const uniform = (...of: Sql[]) =>
    sql`((hash(concat_ws('|', ${join([sql`${seed}`, ...of])})) >> 12)::DOUBLE / 4503599627370496)`;
  const values = features.map(({ type, value }, i) => {
    const random = value.replaceAll(
      /u\((\d+)\)/g,
      (_, k: string) => uniform(sql`key`, sql`ver`, sql`${i}`, sql`${Number(k)}`).text,
    );
    return sql`(${unsafe(random)})::${unsafe(type)} AS ${ident(`f${i}`)}`;
  });
  const relation = await tableOf(
    engine,
    'history',
    sql`SELECT key, t, ${join(values)} FROM (
  SELECT key, ver, make_timestamp(${begin} + (${uniform(sql`key`, sql`ver`, sql`'t'`)} * ${60n * day})::BIGINT) AS t
  FROM range(${entities}) k(key), range(${versions}) v(ver) WHERE ver < ${versions} * (0.5 + ${uniform(sql`key`)})
) ORDER BY key`,
  );
  const history = await scratch.table('planted', sql`SELECT *, rowid AS o FROM ${relation.from}`);
  const at =
    plan.against === 'online'
      ? sql`make_timestamp(${begin + 60n * day})`
      : sql`make_timestamp(${begin} + (${uniform(sql`n`, sql`'at'`)} * ${60n * day})::BIGINT)`;
  const spine = await scratch.table(
    'spine',
    sql`SELECT n, key, CASE WHEN ${uniform(sql`n`, sql`'sharp'`)} < ${plan.sharp ?? 0} THEN
    coalesce((SELECT max(t) FROM ${history} h WHERE h.key = s.key AND h.t <= s.at), s.at) ELSE s.at END AS at
FROM (SELECT n, ${plan.against === 'online' ? sql`n` : sql`hash(n, ${seed}) % ${entities}`} AS key, ${at} AS at
  FROM range(${plan.against === 'online' ? Math.min(rows, entities) : rows}) r(n)) s`,
  );
  const run = sql`make_timestamp(${begin + 30n * day})`;
  const pick = (where: Sql, as: string) =>
    sql`SELECT n, max({'t': t, 'o': o}).o AS ${ident(as)} FROM ${spine} s JOIN ${history} h ON h.key = s.key AND ${where} GROUP BY n`;
  const ttl = plan.ttlDays === undefined ? null : BigInt(plan.ttlDays) * day;
  const fresh = ttl === null ? sql`TRUE` : sql`t >= s.at - to_microseconds(${ttl})`;
  const picks = await scratch.table(
    'picks',
    sql`SELECT s.*, u.o AS unlimited_o, f.o AS off_o, t.strict_o, e.early_o FROM ${spine} s
LEFT JOIN (${pick(sql`t <= s.at`, 'o')}) u USING (n)
LEFT JOIN (${pick(sql`t <= s.at AND ${fresh}`, 'o')}) f USING (n)
LEFT JOIN (${pick(sql`t < s.at`, 'strict_o')}) t USING (n)
LEFT JOIN (${pick(sql`t <= ${run}`, 'early_o')}) e USING (n)`,
  );
  const before = await scratch.table(
    'before',
    sql`SELECT o, lag(o) OVER (PARTITION BY key ORDER BY t) AS prev_o FROM ${history}`,
  );
  const late = plan.lateRun === undefined ? sql`FALSE` : sql`${uniform(sql`n`, sql`'late'`)} < ${plan.lateRun}`;
  const missing = plan.missing === undefined ? sql`FALSE` : unsafe(plan.missing);
  const servedValues = features.map(({ type, served, servedType }, i) => {
    const words: Record<string, Sql> = {
      f: sql`f.${ident(`f${i}`)}`,
      prev: sql`q.${ident(`f${i}`)}`,
      unlimited: sql`u.${ident(`f${i}`)}`,
      strict: sql`b.${ident(`f${i}`)}`,
      early: sql`e.${ident(`f${i}`)}`,
      other: sql`z.${ident(`f${i}`)}`,
      next: sql`f.${ident(`f${Math.min(i + 1, features.length - 1)}`)}`,
      former: sql`f.${ident(`f${Math.max(i - 1, 0)}`)}`,
      both: uniform(sql`p.n`, sql`'both'`),
      key: sql`p.key`,
      own: uniform(sql`p.key`, sql`'own'`),
      run,
      share: uniform(sql`p.n`, sql`${i}`, sql`'share'`),
      noise: uniform(sql`p.n`, sql`${i}`, sql`'noise'`),
      at: sql`p.at`,
      age: sql`(epoch(p.at - f.t) / 86400)`,
    };
    const expression = served.replaceAll(/'[^']*'|\b[a-z]+\b/g, (word) => words[word]?.text ?? word);
    return sql`(${unsafe(expression)})::${unsafe(servedType ?? type)} AS ${ident(`g${i}`)}`;
  });
  const raw = await scratch.table(
    'raw',
    sql`SELECT p.n, 'key=' || p.key AS entity, p.key AS k0, p.at, f.t AS off_t, NULL::TIMESTAMP AS off_c, f.o AS off_o,
  ${late} AS is_late, ${plan.against === 'online' ? sql`CASE WHEN is_late THEN e.t ELSE u.t END` : sql`NULL::TIMESTAMP`} AS on_t,
  NOT coalesce(${missing.text === 'FALSE' ? missing : unsafe(missing.text.replaceAll('age', '(epoch(p.at - f.t) / 86400)').replaceAll('share', uniform(sql`p.n`, sql`'missing'`).text))}, FALSE) AS on_here,
  ${join(features.map((_, i) => sql`f.${ident(`f${i}`)}`))},
  ${join(servedValues)}
FROM ${picks} p LEFT JOIN ${history} f ON f.o = p.off_o LEFT JOIN ${before} w ON w.o = p.off_o
LEFT JOIN ${history} q ON q.o = w.prev_o LEFT JOIN ${history} u ON u.o = p.unlimited_o
LEFT JOIN ${history} b ON b.o = p.strict_o LEFT JOIN ${history} e ON e.o = p.early_o
LEFT JOIN ${history} z ON z.o = hash(p.n, 7) % (SELECT count(*) FROM ${history})`,
  );
  const classes = features.map((_, i) => {
    const [f, g] = [ident(`f${i}`), ident(`g${i}`)];
    return sql`CASE WHEN NOT on_here THEN 'missing_online' WHEN off_t IS NULL THEN 'missing_offline'
  WHEN ${f} IS NOT DISTINCT FROM ${g} THEN 'equal' WHEN on_t < off_t THEN 'stale' WHEN on_t > off_t THEN 'ahead' ELSE 'mismatch' END AS ${ident(`s${i}`)}`;
  });
  const here = plan.against === 'online' ? sql`on_here AND on_t IS NOT NULL` : sql`on_here`;
  const gone = features.map((_, i) => sql`CASE WHEN ${here} THEN ${ident(`g${i}`)} END AS ${ident(`g${i}`)}`);
  const served = sql`(off_t IS NOT NULL OR ${join(
    features.map((_, i) => sql`${ident(`g${i}`)} IS NOT NULL`),
    ' OR ',
  )})`;
  const table = await scratch.table(
    'pairs',
    sql`SELECT row_number() OVER (ORDER BY n) - 1 AS n, * EXCLUDE (n, is_late), ${join(classes)}
FROM (SELECT * REPLACE (${here} AS on_here, ${join([...gone, sql`CASE WHEN ${here} THEN on_t END AS on_t`])}) FROM ${raw})
WHERE (on_here AND ${served}) OR off_t IS NOT NULL`,
  );
  const counts = features.map(
    (_, i) =>
      sql`count_if(${ident(`s${i}`)} <> 'equal' AND ${ident(`f${i}`)} IS DISTINCT FROM ${ident(`g${i}`)})::DOUBLE AS ${ident(`c${i}`)}`,
  );
  const [counted] = await engine.rows<Record<string, number> & { n: number }>(
    sql`SELECT count(*)::DOUBLE AS n, ${join(counts)} FROM ${table}`,
  );
  const bound = features.map(({ type }, i) => ({
    name: `f${i}`,
    column: `f${i}`,
    type,
    default: null,
    output: `view__f${i}`,
  }));
  const keys = [{ name: 'key', column: 'key', type: 'BIGINT' }];
  const timestamp = { column: 't', at: ident('t') };
  const view = {
    name: 'view',
    relation: { ...relation, ...numberedBy(sql`rowid`) },
    keys,
    timestamp,
    created: null,
    available: null,
    ttl,
    features: bound,
    inferred: [],
  };
  const servedTypes = features.map(({ type, servedType }) => servedType ?? type);
  return {
    pairs: { planned: { view, features: bound }, computed: null, table, rows: counted!.n, neither: 0, servedTypes },
    scratch,
    odd: features.map((_, i) => counted![`c${i}`]!),
  };
}

/** Plants, finds, and clears up. */
export async function found(
  engine: Engine,
  plan: Plan,
): Promise<{ causes: SkewCause[][]; odd: number[]; pairs: number }> {
  const { pairs, scratch, odd } = await plant(engine, plan);
  try {
    return { causes: await findCauses(engine, pairs), odd, pairs: pairs.rows };
  } finally {
    await scratch.drop();
  }
}
