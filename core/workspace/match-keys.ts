import type { Engine, Run } from '../engine/engine.ts';
import { AsofError } from '../errors/asof-error.ts';
import { explainUnmatched } from '../join/unmatched.ts';
import { ident, sql, type Sql } from '../sql/sql.ts';
import type { BoundKey, BoundLabels, BoundView } from '../table/bound.ts';
import type { Relation } from '../table/relation.ts';
import { numberPattern, plainMarks } from '../table/text/number-text.ts';
import { count } from '../text/figures.ts';
import { isComparable, describeType } from '../types/describe-type.ts';
import { findColumn } from './columns.ts';

/** One side of a join key: the labels' column or a view's. */
interface Side {
  table: string;
  relation: Relation;
  column: string;
  type: string;
}

/** How the columns of a join key are read so that they compare, by the label's column. */
export type ReadAs = ReadonlyMap<string, NonNullable<BoundKey['as']>>;

/**
 * Finds how each join key is compared. Where one side holds floats and others integers (pandas makes floats of
 * integers with a null), all as integers, if that loses nothing; a UUID in 16 bytes or as text as a UUID. With
 * `castKeys` these UUIDs alone: the text of 16 bytes is nobody's. Throws `column_missing`, and
 * `key_type_mismatch` with what would help, tried on the data.
 */
export async function matchKeys(
  engine: Engine,
  labels: BoundLabels,
  views: readonly BoundView[],
  castKeys: boolean,
  run?: Run,
): Promise<ReadAs> {
  const found = new Map<string, NonNullable<BoundKey['as']>>();
  const names = new Set(views.flatMap((view) => view.keys.map((key) => key.name)));
  for (const name of names) {
    const column = findColumn(labels.relation, name);
    const label = { table: labels.name, relation: labels.relation, column: name, type: column.type };
    const sides = views.flatMap(({ relation, keys }) =>
      keys
        .filter((key) => key.name === name)
        .map((key): Side => ({ table: relation.name, relation, column: key.column, type: key.type })),
    );
    const as = castKeys ? await uuidAs(engine, [label, ...sides], run) : await readAs(engine, name, label, sides, run);
    if (as) found.set(name, as);
  }
  return found;
}

/** A table's keys, read so. */
export function keysAs<T extends { keys: BoundKey[] }>(table: T, as: ReadAs): T {
  const keys = table.keys.map((key) => {
    const way = as.get(key.name);
    return way ? { ...key, as: way } : key;
  });
  return { ...table, keys };
}

async function readAs(
  engine: Engine,
  name: string,
  label: Side,
  sides: readonly Side[],
  run?: Run,
): Promise<NonNullable<BoundKey['as']> | null> {
  const typed = sides.filter((side) => !hasNoType(label) && !hasNoType(side));
  const other = typed.find((side) => !isComparable(label.type, side.type));
  if (!other) return null;
  const key = { name, label, other };
  const all = [label, ...typed];
  const families = all.map(({ type }) => describeType(type).family);
  if (all.every(({ type }) => describeType(type).kind === 'number')) {
    for (const side of all.filter(({ type }) => describeType(type).family === 'float'))
      await refuse(
        engine,
        key,
        side,
        { is: notWhole(side), why: 'is no whole number that a float holds exactly' },
        run,
      );
    return 'whole';
  }
  if (mayBeUuids(families)) {
    for (const side of all) await refuse(engine, key, side, { is: notUuid(side), why: 'is no UUID' }, run);
    return 'uuid';
  }
  throw await mismatch(engine, name, label, other, run);
}

function mayBeUuids(families: readonly string[]): boolean {
  const isBinary = (family: string): boolean => family === 'UUID' || family === 'BLOB';
  return families.some(isBinary) && families.every((family) => isBinary(family) || family === 'text');
}

/** Null where some side has a value that is no UUID. */
async function uuidAs(engine: Engine, sides: readonly Side[], run?: Run): Promise<'uuid' | null> {
  const typed = sides.filter((side) => !hasNoType(side));
  if (!mayBeUuids(typed.map(({ type }) => describeType(type).family))) return null;
  for (const side of typed) if (await firstWrong(engine, side, notUuid(side), run)) return null;
  return 'uuid';
}

/** Text of a file without rows may have been meant as anything. */
function hasNoType({ relation, type }: Side): boolean {
  return relation.rows === 0 && describeType(type).family === 'text';
}

/** Integers up to 2^53 are floats that no other integer is; NaN stands for none. */
function notWhole({ column, type }: Side): Sql {
  const value = ident(column);
  const most = type === 'FLOAT' ? 16_777_216 : 9_007_199_254_740_992;
  return sql`NOT isnan(${value}) AND NOT (${value} = trunc(${value}) AND abs(${value}) <= ${most})`;
}

function notUuid({ column, type }: Side): Sql {
  const value = ident(column);
  if (type === 'UUID') return sql`FALSE`;
  return type === 'BLOB' ? sql`octet_length(${value}) <> 16` : sql`TRY_CAST(${value}::VARCHAR AS UUID) IS NULL`;
}

/** Throws where a side has a value that cannot be read so. */
async function refuse(
  engine: Engine,
  { name, label, other }: { name: string; label: Side; other: Side },
  side: Side,
  wrong: { is: Sql; why: string },
  run?: Run,
): Promise<void> {
  const found = await firstWrong(engine, side, wrong.is, run);
  if (!found) return;
  const hint = `in ${side.table} ${found.value} ${wrong.why}; make the types equal in the files, or compare both as text with --cast-keys`;
  throw new AsofError('key_type_mismatch', { ...params(name, label, other), hint }, { where: { column: name } });
}

async function firstWrong(
  engine: Engine,
  { relation, column }: Side,
  wrong: Sql,
  run?: Run,
): Promise<{ value: string } | undefined> {
  const value = ident(column);
  const [found] = await engine.rows<{ value: string }>(
    sql`SELECT ${value}::VARCHAR AS value FROM ${relation.from} WHERE ${value} IS NOT NULL AND ${wrong} LIMIT 1`,
    run,
  );
  return found;
}

async function mismatch(engine: Engine, name: string, label: Side, other: Side, run?: Run): Promise<AsofError> {
  const rows = (side: Side): Sql => sql`SELECT ${ident(side.column)} AS k FROM ${side.relation.from}`;
  const unmatched = await explainUnmatched(engine, [{ name, labels: rows(label), source: rows(other) }], run);
  return new AsofError(
    'key_type_mismatch',
    {
      ...params(name, label, other),
      hint: `${await whyText(engine, [label, other], run)}${whatHelps(unmatched, label, other)}`,
    },
    { where: { column: name } },
  );
}

/** Which value of a column of text, most of which are numbers, is none; nothing where there is no such. */
async function whyText(engine: Engine, sides: readonly Side[], run?: Run): Promise<string> {
  const side = sides.find(({ type }) => describeType(type).family === 'text');
  const other = sides.find(({ type }) => ['integer', 'decimal', 'float'].includes(describeType(type).family));
  if (!side || !other) return '';
  const value = ident(side.column);
  const [found] = await engine.rows<{ n: number; bad: number; value: string; row: number }>(
    sql`SELECT count(*)::DOUBLE AS n, count(*) FILTER (bad)::DOUBLE AS bad, arg_min(v, o) FILTER (bad) AS value, (min(o) FILTER (bad))::DOUBLE AS row FROM (
  SELECT v, row_number() OVER (ORDER BY o) AS o, NOT regexp_full_match(v, ${numberPattern(plainMarks)}) AS bad
  FROM (SELECT ${value} AS v, ${side.relation.rowOrder} AS o FROM ${side.relation.from})
) WHERE v IS NOT NULL`,
    run,
  );
  const { n, bad, value: first, row } = found!;
  if (bad === 0 || bad * 2 > n) return '';
  return `row ${count(row)} of ${side.table} has "${first}", which is not read as a number; `;
}

function whatHelps(unmatched: Awaited<ReturnType<typeof explainUnmatched>>, label: Side, other: Side): string {
  const { found = 0, all = 0, labels, source, hint } = unmatched ?? {};
  if (found * 2 >= all) return 'compare both as text with --cast-keys, or make the types equal in the files';
  const keys =
    labels != null && source != null ? `${labels} in ${label.table} and ${source} in ${other.table}` : 'they differ';
  const said = hint == null ? 'as text they do not match either' : `as text they do not match; ${hint}`;
  return `${keys}: ${said}; make them alike in the files`;
}

function params(key: string, left: Side, right: Side) {
  return { key, left: left.table, leftType: left.type, right: right.table, rightType: right.type };
}
