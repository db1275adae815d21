import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { ident, join, sql, type Sql } from '../../core/sql/sql.ts';

/** A lesson's question in plain words; everything by brute force, nothing from the program but quoting. */
export interface Question {
  labels: string;
  key: string;
  target: string;
  source: string;
  /** Hours; null is no limit. */
  ttlHours: number | null;
  created: string | null;
  available: string | null;
  features: string[];
}

/** Of all of the key's rows, those that a join would choose from; the last of them by t, created and file order is its pick. */
const candidates = {
  'as-of': (question: Question) =>
    sql`t <= label_time AND ${fresh(question)} AND ${question.available ? sql`a <= label_time` : sql`TRUE`}`,
  'event-time': (question: Question) => sql`t <= label_time AND ${fresh(question)}`,
  latest: () => sql`TRUE`,
  'same-day': () => sql`t::DATE <= label_time::DATE`,
  nearest: () => sql`abs(epoch_us(t) - epoch_us(label_time)) = nearest`,
};

export type Strategy = keyof typeof candidates;

export interface Figures {
  rows: number;
  /** Rows with a leaking value, of all features asked for. */
  leaked: number;
  /** Rows without a pick. */
  unmatched: number;
  /** Hours past the label, over leaked rows. */
  peek: { p50: number; max: number } | null;
  features: Record<string, { nulls: number; auc: number | null }>;
}

export interface PickedRow {
  key: string;
  label_time: string;
  t: string | null;
  c: string | null;
  values: (string | null)[];
}

/** The lesson's tables in a DuckDB of their own. */
export class Oracle {
  readonly #connection: DuckDBConnection;

  private constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  static async open(): Promise<Oracle> {
    const instance = await DuckDBInstance.create(':memory:');
    return new Oracle(await instance.connect());
  }

  close(): void {
    this.#connection.closeSync();
  }

  async rows(query: Sql): Promise<Record<string, unknown>[]> {
    return (await this.#connection.runAndReadAll(query.text)).getRowObjectsJson();
  }

  async one(query: Sql): Promise<Record<string, unknown>> {
    return (await this.rows(query))[0]!;
  }

  /** What a join would pick for each label row. */
  async picks(question: Question, strategy: Strategy): Promise<PickedRow[]> {
    const values = join(question.features.map((name) => sql`${ident(name)}::VARCHAR`));
    const found = await this.rows(
      sql`SELECT key, label_time::VARCHAR AS label_time, t::VARCHAR AS t, c::VARCHAR AS c, [${values}] AS "values" FROM (${picksSql(question, strategy)}) ORDER BY label`,
    );
    return found as unknown as PickedRow[];
  }

  /** Per label row, whether one of its values leaks. */
  async leakFlags(question: Question, strategy: Strategy): Promise<boolean[]> {
    const found = await this.rows(
      sql`SELECT ${leaking(question)} AS leaks FROM (${picksSql(question, strategy)}) ORDER BY label`,
    );
    return found.map((row) => row.leaks as boolean);
  }

  async figures(question: Question, strategy: Strategy): Promise<Figures> {
    await this.rows(sql`CREATE OR REPLACE TABLE picks AS ${picksSql(question, strategy)}`);
    const leaks = leaking(question);
    const hours = sql`(epoch_us(greatest(t, coalesce(a, t))) - epoch_us(label_time)) / 3600e6`;
    const all = await this.one(
      sql`SELECT count(*)::INT AS rows, (count(*) FILTER (${leaks}))::INT AS leaked, (count(*) FILTER (t IS NULL))::INT AS unmatched,
  quantile_cont(${hours}, 0.5) FILTER (${leaks}) AS p50, max(${hours}) FILTER (${leaks}) AS max FROM picks`,
    );
    const features: Figures['features'] = {};
    for (const name of question.features) {
      const { nulls } = await this.one(sql`SELECT (count(*) FILTER (${ident(name)} IS NULL))::INT AS nulls FROM picks`);
      features[name] = { nulls: nulls as number, auc: await this.#auc(name, sql`picks`) };
    }
    const { rows, leaked, unmatched, p50, max } = all as Record<string, number>;
    return {
      rows: rows!,
      leaked: leaked!,
      unmatched: unmatched!,
      peek: leaked === 0 ? null : { p50: p50!, max: max! },
      features,
    };
  }

  /** The AUC by two joins over the rows that have a value by both, and how many those are. */
  async common(question: Question, feature: string, strategies: [Strategy, Strategy]) {
    for (const [i, strategy] of strategies.entries())
      await this.rows(sql`CREATE OR REPLACE TABLE ${ident(`side${i}`)} AS ${picksSql(question, strategy)}`);
    const column = ident(feature);
    const both = (i: number, other: number) =>
      sql`(FROM ${ident(`side${i}`)} WHERE ${column} IS NOT NULL AND label IN (SELECT label FROM ${ident(`side${other}`)} WHERE ${column} IS NOT NULL))`;
    const { n } = await this.one(sql`SELECT count(*)::INT AS n FROM ${both(0, 1)}`);
    return { rows: n as number, auc: [await this.#auc(feature, both(0, 1)), await this.#auc(feature, both(1, 0))] };
  }

  /** The area under the ROC curve as what it means: of all pairs of a positive and a negative, those in the right order. */
  async #auc(feature: string, picks: Sql): Promise<number | null> {
    const column = ident(feature);
    const { type } = await this.one(sql`SELECT any_value(typeof(${column})) AS type FROM ${picks}`);
    if (type === 'VARCHAR') return null;
    const { auc } = await this.one(
      sql`SELECT avg(CASE WHEN p.${column} > n.${column} THEN 1 WHEN p.${column} = n.${column} THEN 0.5 ELSE 0 END) AS auc
FROM ${picks} p, ${picks} n WHERE p.target = 1 AND n.target = 0 AND p.${column} IS NOT NULL AND n.${column} IS NOT NULL`,
    );
    return auc as number | null;
  }
}

function leaking({ features }: Question): Sql {
  return join(
    features.map((name) => sql`(future AND ${ident(name)} IS NOT NULL)`),
    ' OR ',
  );
}

function fresh({ ttlHours }: Question): Sql {
  return ttlHours === null ? sql`TRUE` : sql`t >= label_time - to_hours(${ttlHours})`;
}

/** Every label row with every row of its key that is a candidate, and the last of those. */
function picksSql(question: Question, strategy: Strategy): Sql {
  const { labels, key, target, source, created, available, features } = question;
  const instant = (column: string | null) =>
    column === null ? sql`NULL::TIMESTAMP` : sql`${ident(column)}::TIMESTAMP`;
  return sql`WITH labels AS (
  SELECT row_number() OVER () AS label, ${ident(key)} AS k, event_timestamp::TIMESTAMP AS label_time, ${ident(target)} AS target FROM ${labels}
), source AS (
  SELECT row_number() OVER () AS o, ${ident(key)} AS k, event_timestamp::TIMESTAMP AS t, ${instant(created)} AS c, ${instant(available)} AS a,
    ${join(features.map((name) => ident(name)))} FROM ${source}
), near AS (
  SELECT label, min(abs(epoch_us(t) - epoch_us(label_time))) AS nearest
  FROM labels JOIN source ON labels.k = source.k WHERE ${strategy === 'nearest'} GROUP BY label
), picked AS (
  SELECT label, labels.k AS key, label_time, target, arg_max(source, (t, coalesce(c, '-infinity'), o)) AS pick
  FROM labels LEFT JOIN near USING (label) LEFT JOIN source ON labels.k = source.k AND ${candidates[strategy](question)}
  GROUP BY ALL
)
SELECT label, key, label_time, target, pick.* EXCLUDE (k), coalesce(pick.t > label_time OR pick.a > label_time, FALSE) AS future FROM picked`;
}
