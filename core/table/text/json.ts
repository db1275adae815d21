import type { Column, Engine, Run } from '../../engine/engine.ts';
import type { Inference } from '../../model/definitions.ts';
import { ident, join, sql, typeName, type Sql } from '../../sql/sql.ts';
import { escapeGlob } from '../glob.ts';
import { firstOf } from './first-of.ts';
import { isDouble } from './number-text.ts';
import { textTypes, type TextTypes } from './text-types.ts';

/** `read_json` with nothing left to guess: one object a line, or (`json`) one array of objects. */
export function readJsonSql(paths: readonly string[], kind: 'json' | 'jsonl', columns: readonly Column[]): Sql {
  const decimals = columns.filter(({ type }) => type.startsWith('DECIMAL'));
  const types = columns.map(
    (column) => sql`${ident(column.name)}: ${decimals.includes(column) ? 'VARCHAR' : column.type}`,
  );
  const read = sql`read_json(${files(paths)}, ${format(kind)}, records = true, hive_partitioning = false, columns = {${join(types)}})`;
  if (decimals.length === 0) return read;
  // DuckDB multiplies a fraction until it is whole, in which its last digits become others; of text they stay.
  const exact = decimals.map(({ name, type }) => sql`CAST(${ident(name)} AS ${typeName(type)}) AS ${ident(name)}`);
  return sql`(SELECT * REPLACE (${join(exact)}) FROM ${read})`;
}

/** The same, where DuckDB is asked which columns there are. */
export function sniffJson(paths: readonly string[], kind: 'json' | 'jsonl'): Sql {
  return sql`read_json(${files(paths)}, ${format(kind)}, hive_partitioning = false, sample_size = -1, union_by_name = true, map_inference_threshold = -1)`;
}

/** The same objects as they are written, in one column called `json`, and in `filename` where they are from. */
export function readJsonObjects(paths: readonly string[], kind: 'json' | 'jsonl'): Sql {
  return sql`read_json_objects(${files(paths)}, ${format(kind)}, filename = true)`;
}

/**
 * The types of JSON's columns of text, which may be times; those in `long` are numbers, and get a type
 * that keeps their digits, or stay text, which is said.
 */
export async function jsonTextTypes(
  engine: Engine,
  from: Sql,
  names: readonly string[],
  long: readonly string[],
  run?: Run,
): Promise<Pick<TextTypes, 'columns' | 'rows' | 'inferred'>> {
  const look = async (names: readonly string[], timesOnly: boolean) =>
    textTypes(engine, from, { names, seen: await firstOf(engine, from, names, run), timesOnly }, run);
  const text = names.filter((name) => !long.includes(name));
  const times = await look(text, true);
  if (long.length === 0) return times;
  const numbers = await look(long, false);
  const isNan = (name: string) => numbers.inferred.some(({ what }) => what === `null in ${name}`);
  const reason = 'NaN stands among its numbers, of which some have more digits than a float holds';
  return {
    columns: [...times.columns, ...numbers.columns.map((one) => (isNan(one.name) ? { ...one, type: 'VARCHAR' } : one))],
    rows: times.rows,
    inferred: [
      ...times.inferred,
      ...numbers.inferred.map(({ what, ...said }) =>
        what.startsWith('null in ')
          ? { what: what.replace('null in', 'type of'), value: 'text', reason }
          : { what, ...said },
      ),
    ],
  };
}

/** Beyond so many digits of a fraction programs write what no float was; up to there, floats as they print. */
export const manyDigits = 18;

/** A number that became another in becoming a float. */
export interface RoundedNumber {
  name: string;
  text: string;
}

const manyOrLarge = `-?[0-9.]{${manyDigits + 1},}|-?[0-9.]+[eE][+]?[0-9]{3,}`;

/** Of an object's text: whether `roundedNumbers` may find something there. */
export function mayBeRounded(object: Sql): Sql {
  return sql`regexp_matches(${object}, ${`:\\s*(${manyOrLarge})`})`;
}

/** One number of each key, of which digits are lost as a float: DuckDB's reader of JSON makes one of every fraction. */
export async function roundedNumbers(
  engine: Engine,
  paths: readonly string[],
  kind: 'json' | 'jsonl',
  run?: Run,
): Promise<RoundedNumber[]> {
  const pattern = `"((?:[^"\\\\]|\\\\.)*)"\\s*:\\s*(${manyOrLarge})\\s*[,}]`;
  const all = (group: 1 | 2) => sql`unnest(regexp_extract_all(json, ${pattern}, ${group}))`;
  const rows = await engine.rows<{ key: string; text: string }>(
    sql`SELECT key, min(text) AS text FROM (SELECT ${all(1)} AS key, ${all(2)} AS text FROM ${readJsonObjects(paths, kind)})
      WHERE NOT coalesce(${isDouble(sql`text`)}, FALSE) AND regexp_matches(text, '[.eE]')
      AND (length(replace(ltrim(text, '-0.'), '.', '')) >= ${manyDigits} OR regexp_matches(text, '[eE]')) GROUP BY key`,
    run,
  );
  return rows.map(({ key, text }) => ({ name: JSON.parse(`"${key}"`) as string, text }));
}

export function sayRounded({ name, text }: RoundedNumber): Inference {
  const reason = Number.isFinite(Number(text))
    ? `numbers in JSON are read as floats, which hold fewer digits than "${text}" has; as text it would keep them`
    : `"${text}" is more than a float holds and became infinite`;
  return { what: 'precision', value: name, reason };
}

/** Of an integer in JSON: a float does not hold it. */
export function losesDigits(text: Sql): Sql {
  return sql`(regexp_full_match(${text}, '-?[0-9]{16,}') AND NOT ${isDouble(text)})`;
}

function files(paths: readonly string[]): Sql {
  const escaped = paths.map((path) => sql`${escapeGlob(path)}`);
  return escaped.length === 1 ? escaped[0]! : sql`[${join(escaped)}]`;
}

function format(kind: 'json' | 'jsonl'): Sql {
  return kind === 'jsonl' ? sql`format = 'newline_delimited'` : sql`format = 'auto'`;
}
