import type { Engine, Run } from '../engine/engine.ts';
import { ident, sql, type Sql } from '../sql/sql.ts';
import type { BySide } from './report.ts';

/** More than so many are compared by the commonest of both sides together, and the others as one. */
const most = 1000;

/** What is counted of a category. */
export interface CategoryCount extends BySide<number> {
  /** Null stands for all that are not among the commonest. */
  value: string | null;
  /** Of each side, the sum over its parts of count squared by the part's rows. */
  squares: BySide<number>;
}

export interface CategoryCounts {
  /** In the order of their bytes, what stands for the others last. */
  counts: CategoryCount[];
  nulls: BySide<number>;
}

/** Counts the values of one feature on both sides, and how they spread over the parts. */
export async function countCategories(engine: Engine, both: Sql, place: number, run: Run): Promise<CategoryCounts> {
  const rows = await engine.rows<{
    kind: string;
    value: string | null;
    reference: number;
    current: number;
    a: number;
    b: number;
  }>(
    sql`WITH grouped AS (SELECT side, part, ${ident(`v${place}`)} AS value, count(*) AS n FROM ${both} GROUP BY ALL),
sizes AS (SELECT side, part, sum(n) AS size FROM grouped WHERE value IS NOT NULL GROUP BY ALL),
common AS (SELECT value FROM grouped WHERE value IS NOT NULL GROUP BY value ORDER BY sum(n) DESC, value LIMIT ${most}),
named AS (
  SELECT side, part, CASE WHEN value IS NULL THEN 'null' WHEN common.value IS NULL THEN 'others' ELSE 'value' END AS kind,
    common.value AS value, sum(n) AS n
  FROM grouped LEFT JOIN common USING (value) GROUP BY ALL)
SELECT kind, value,
  coalesce(sum(n) FILTER (side = 0), 0)::DOUBLE AS reference, coalesce(sum(n) FILTER (side = 1), 0)::DOUBLE AS current,
  coalesce(sum(n * n / size) FILTER (side = 0), 0)::DOUBLE AS a, coalesce(sum(n * n / size) FILTER (side = 1), 0)::DOUBLE AS b
FROM named LEFT JOIN sizes USING (side, part) GROUP BY kind, value ORDER BY kind DESC, value`,
    run,
  );
  const nulls = rows.find(({ kind }) => kind === 'null');
  return {
    counts: rows
      .filter(({ kind }) => kind !== 'null')
      .map(({ value, reference, current, a, b }) => ({
        value,
        reference,
        current,
        squares: { reference: a, current: b },
      })),
    nulls: { reference: nulls?.reference ?? 0, current: nulls?.current ?? 0 },
  };
}

/** The values that are named, those with most rows first. */
export function commonest({ counts }: CategoryCounts): string[] {
  const rows = ({ reference, current }: CategoryCount): number => reference + current;
  return [...counts].sort((a, b) => rows(b) - rows(a)).flatMap(({ value }) => value ?? []);
}
