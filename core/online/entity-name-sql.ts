import { AsofError } from '../errors/asof-error.ts';
import { escapePart, everybody } from './keys.ts';
import type { RecordField } from './schema.ts';
import { describeType } from '../types/describe-type.ts';
import { join, sql, typeName, type Sql } from '../sql/sql.ts';

/** A join key and where its value is. */
export interface KeyColumn extends RecordField {
  value: Sql;
}

/**
 * `entityKey` in SQL: what the online store calls an entity; null where a key is null. Throws `bad_option`
 * for keys that are lists.
 */
export function entityNameSql(keys: readonly KeyColumn[]): Sql {
  if (keys.length === 0) return sql`${everybody}`;
  const parts = inNameOrder(keys).map(({ type, value, prefix }) => {
    const text = keyText(type, value);
    return sql`${prefix} || ${isPlain(type) ? text : escaped(text)}`;
  });
  return join(parts, " || ',' || ");
}

/** The inverse: each key's value, null where the name is of other keys or the text is none of the key's type. */
export function keysOfNameSql(keys: readonly RecordField[], name: Sql): Sql[] {
  const order = inNameOrder(keys);
  return keys.map((key) => {
    const place = order.findIndex((one) => one.name === key.name);
    const part = sql`string_split(${name}, ',')[${place + 1}]`;
    const text = sql`url_decode(substr(${part}, ${order[place]!.prefix.length + 1}))`;
    const whole = sql`len(string_split(${name}, ',')) = ${keys.length}`;
    return sql`CASE WHEN ${whole} AND starts_with(${part}, ${order[place]!.prefix}) THEN ${readKey(key, text)} END`;
  });
}

function inNameOrder<K extends RecordField>(keys: readonly K[]): (K & { prefix: string })[] {
  const named = keys.map((key) => ({ ...key, prefix: `${escapePart(key.name)}=` }));
  return named.sort((a, b) => (a.prefix < b.prefix ? -1 : 1));
}

/** Its text has nothing to be escaped. */
function isPlain(type: string): boolean {
  const kind = describeType(type).stored;
  return kind !== 'text' && kind !== 'timestamp';
}

function keyText(type: string, value: Sql): Sql {
  const kind = describeType(type).stored;
  if (typeof kind === 'object') {
    const message = `a join key is a list (${type}), which has no name online`;
    throw new AsofError('bad_option', { message, expected: 'use a key of another type' });
  }
  switch (kind) {
    case 'timestamp':
      return sql`regexp_replace(strftime(${toTimestamp(type, value)}, '%Y-%m-%dT%H:%M:%S.%f'), '[.]?0+$', '') || 'Z'`;
    case 'f32':
    case 'f64':
      return numberText(sql`(${value})::DOUBLE`);
    default:
      return sql`(${value})::VARCHAR`;
  }
}

/**
 * A number as JavaScript prints it (ECMA-262, Number::toString). Both print the shortest digits that are
 * read back as the same number; they differ in when these stand behind an exponent.
 */
function numberText(value: Sql): Sql {
  const text = sql`(${value})::VARCHAR`;
  const digits = sql`replace(regexp_extract(${text}, '[0-9.]+'), '.', '')`;
  const exponent = sql`regexp_extract(${text}, 'e(.*)$', 1)::INTEGER`;
  const sign = sql`CASE WHEN ${value} < 0 THEN '-' ELSE '' END`;
  return sql`CASE WHEN isnan(${value}) THEN 'NaN' WHEN isinf(${value}) THEN ${sign} || 'Infinity' WHEN ${value} = 0 THEN '0'
    WHEN NOT contains(${text}, 'e') THEN regexp_replace(${text}, '[.]0$', '')
    WHEN ${exponent} BETWEEN 0 AND 20 THEN ${sign} || rpad(${digits}, ${exponent} + 1, '0')
    WHEN ${exponent} BETWEEN -6 AND -1 THEN ${sign} || '0.' || repeat('0', -1 - ${exponent}) || ${digits}
    ELSE regexp_replace(${text}, 'e([+-])0+', 'e\\1') END`;
}

const special = '[\\x00-\\x1f\\x7f%{}:,=*?^\\[\\]\\\\]';

/** `escapePart` in SQL. */
function escaped(text: Sql): Sql {
  const pieces = sql`regexp_extract_all(${text}, ${`${special}|${special.replace('[', '[^')}+`})`;
  const encoded = sql`list_transform(${pieces}, lambda piece: CASE WHEN regexp_full_match(piece, ${special}) THEN printf('%%%02x', ord(piece)) ELSE piece END)`;
  return sql`CASE WHEN regexp_matches(${text}, ${special}) THEN array_to_string(${encoded}, '') ELSE ${text} END`;
}

function readKey({ type }: RecordField, text: Sql): Sql {
  if (describeType(type).stored !== 'timestamp') return sql`TRY_CAST(${text} AS ${typeName(type)})`;
  if (describeType(type).family === 'timestamp with zone') return sql`TRY_CAST(${text} AS TIMESTAMPTZ)`;
  return sql`TRY_CAST(rtrim(${text}, 'Z') AS TIMESTAMP)::${typeName(type)}`;
}

function toTimestamp(type: string, value: Sql): Sql {
  return type === 'TIMESTAMP WITH TIME ZONE' ? sql`make_timestamp(epoch_us(${value}))` : sql`(${value})::TIMESTAMP`;
}
