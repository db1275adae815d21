import type { Column, Engine, Run } from '../engine/engine.ts';
import { AsofError } from '../errors/asof-error.ts';
import type { ColumnTest } from '../question/show.ts';
import { ident, join, sql, typeName, type Sql } from '../sql/sql.ts';
import { describeType } from '../types/describe-type.ts';

/** The condition that all tests hold. Throws `bad_option` where a value is none of its column's type. */
export async function testsSql(
  engine: Engine,
  tests: readonly ColumnTest[],
  columns: readonly Column[],
  run: Run,
): Promise<Sql> {
  const typed = tests.map((test) => ({ test, type: columns.find(({ name }) => name === test.column)!.type }));
  const written = typed.flatMap(({ test: { value, from, to, is }, type }) => {
    const values = is === 'between' ? [from, to] : is === 'equals' ? [value] : [];
    return values.flatMap((one) => (one === undefined ? [] : [{ value: one, type }]));
  });
  await refuseUnreadable(engine, written, run);
  return join(
    typed.map(({ test, type }) => testSql(test, type)),
    ' AND ',
  );
}

async function refuseUnreadable(engine: Engine, written: readonly { value: string; type: string }[], run: Run) {
  const checked = written.map(({ value, type }, i) => sql`${literal(value, type)} IS NOT NULL AS ${ident(`v${i}`)}`);
  if (checked.length === 0) return;
  const [found] = await engine.rows<Record<string, boolean>>(sql`SELECT ${join(checked)}`, run);
  const bad = written.find((_, i) => !found![`v${i}`]);
  if (bad)
    throw new AsofError('bad_option', {
      message: `"${bad.value}" is no ${bad.type}`,
      expected: describeType(bad.type).kind === 'instant' ? 'write 2024-03-01 09:00' : 'write a value of that type',
    });
}

function testSql({ column, is, value = '', from, to }: ColumnTest, type: string): Sql {
  const name = ident(column);
  const compared = isText(type) ? sql`${name}::VARCHAR` : name;
  switch (is) {
    case 'null':
      return sql`${name} IS NULL`;
    case 'not null':
      return sql`${name} IS NOT NULL`;
    case 'equals':
      return sql`${compared} = ${literal(value, type)}`;
    case 'contains':
      return containsSql(column, value);
    case 'between': {
      const least = from === undefined ? [] : [sql`${compared} >= ${literal(from, type)}`];
      const most = to === undefined ? [] : [sql`${compared} <= ${literal(to, type)}`];
      return join([sql`${name} IS NOT NULL`, ...least, ...most], ' AND ');
    }
  }
}

/** That a column's text has another in it, whatever the case. */
export function containsSql(column: string, text: string): Sql {
  return sql`coalesce(contains(lower(${ident(column)}::VARCHAR), lower(${text})), FALSE)`;
}

/** Null where the text is none of the type. */
function literal(value: string, type: string): Sql {
  return isText(type) ? sql`${value}` : sql`TRY_CAST(${value} AS ${typeName(type)})`;
}

/** Types whose values have no size are compared as they are written. */
function isText(type: string): boolean {
  return describeType(type).kind === 'text';
}
