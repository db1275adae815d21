import { sql, typeName, type Sql } from '../sql/sql.ts';
import { textInstant } from '../table/instant-sql.ts';
import { describeType } from '../types/describe-type.ts';
import { asInstant, closeSql, floor, isInstant, isNumber, usualTolerance, type Side } from './comparison.ts';

/** Keys by which values find each other in a hash join. */
export interface ValueKeys {
  offline: Sql;
  /** A list. */
  online: Sql;
}

/**
 * Where two values are the same by `sameSql`, or close by `closeSql`, the key of the offline one is among those of the
 * online one. The reverse need not be so: what is found has still to be compared.
 */
export function valueKeys(offline: Side, online: Side, tolerance: number | null): ValueKeys {
  if (closeSql(offline, online, tolerance)) return closeKeys(offline, online, tolerance);
  const one = (a: Sql, b: Sql): ValueKeys => ({ offline: a, online: sql`[${b}]` });
  if (offline.type === online.type) return one(offline.value, online.value);
  if (isInstant(offline.type) && isInstant(online.type)) return one(asInstant(offline), asInstant(online));
  if (isInstant(offline.type) && describeType(online.type).family === 'text')
    return one(asInstant(offline), textInstant(sql`(${online.value})::VARCHAR`));
  if (describeType(offline.type).family === 'text' || isInstant(offline.type) || isInstant(online.type))
    return one(sql`(${offline.value})::VARCHAR`, sql`(${online.value})::VARCHAR`);
  return one(offline.value, sql`TRY_CAST(${online.value} AS ${typeName(offline.type)})`);
}

/** What two neighbours of FLOAT lie apart by. */
const singleStep = 2 ** -23;
/** Finer steps would be lost in the rounding of a logarithm. */
const leastStep = 1e-12;

/**
 * The number of a step that a number lies on, steps being wider than what is close: so close ones lie on one or on
 * neighbours. Around zero steps are even, then they grow with the number. Of lists, those of their first elements.
 */
function closeKeys(offline: Side, online: Side, tolerance: number | null): ValueKeys {
  if (!isNumber(offline.type)) return closeKeys(first(offline), first(online), tolerance);
  const isFloat = offline.type !== online.type && (offline.type === 'FLOAT' || online.type === 'FLOAT');
  const share = Math.max(tolerance ?? usualTolerance, isFloat ? singleStep : leastStep);
  const [even, width] = [floor / share, -2 * Math.log1p(-share)];
  const step = ({ value }: Side): Sql => {
    const x = sql`(${value})::DOUBLE`;
    const scaled = sql`${x} / ${String(even)}::DOUBLE`;
    // What would not fit if it were scaled lies so far out that a logarithm is the same.
    const grown = sql`CASE WHEN isfinite(${scaled}) THEN asinh(${scaled}) ELSE sign(${x}) * (ln(abs(${x})) + ${String(Math.log(2 / even))}::DOUBLE) END`;
    return sql`CASE WHEN isfinite(${x}) THEN floor((${grown}) / ${String(width)}::DOUBLE)::BIGINT WHEN isnan(${x}) THEN ${odd.nan} WHEN ${x} > 0 THEN ${odd.most} WHEN ${x} < 0 THEN ${odd.least} ELSE ${odd.none} END`;
  };
  return { offline: step(offline), online: sql`list_transform([-1, 0, 1], lambda d: ${step(online)} + d)` };
}

/** The steps of what is no finite number, each far from all others. */
const odd = { nan: 1n << 60n, most: 1n << 61n, least: -(1n << 61n), none: -(1n << 60n) };

function first({ type, value }: Side): Side {
  return { type: describeType(type).element!, value: sql`(${value})[1]` };
}
