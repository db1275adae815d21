import type { Engine } from '../../../core/engine/engine.ts';
import { ident, sql, typeName } from '../../../core/sql/sql.ts';

/** By feature, the rows in which a training set of ours differs from one of Feast's; both have `row_id`. */
export async function differencesFromFeast(
  engine: Engine,
  ours: string,
  theirs: string,
): Promise<Record<string, unknown[]>> {
  const [a, b] = [sql`read_parquet(${ours})`, sql`read_parquet(${theirs})`];
  const columns = await engine.rows<{ column_name: string; column_type: string }>(sql`DESCRIBE SELECT * FROM ${b}`);
  const features = columns.filter(({ column_name }) => column_name.includes('__') && !column_name.startsWith('__'));
  const found: Record<string, unknown[]> = {};
  for (const { column_name: column, column_type: type } of features) {
    // Feast has NaN where an integer is null, and null where a number is NaN.
    const plain = (side: string) => {
      const value = sql`${ident(side)}.${ident(column)}::${typeName(type)}`;
      return ['DOUBLE', 'FLOAT'].includes(type) ? sql`CASE WHEN NOT isnan(${value}) THEN ${value} END` : value;
    };
    found[column] = await engine.rows(
      sql`SELECT row_id, ${plain('ours')} AS ours, ${plain('theirs')} AS theirs FROM ${a} ours FULL JOIN ${b} theirs USING (row_id) WHERE ${plain('ours')} IS DISTINCT FROM ${plain('theirs')} OR ours.row_id IS NULL OR theirs.row_id IS NULL`,
    );
  }
  return found;
}
