import type { Engine, Run } from '../engine/engine.ts';
import { micros } from '../sql/micros.ts';
import { sql, typeName, type Sql } from '../sql/sql.ts';
import type { BoundView } from '../table/bound.ts';
import { foundOut } from '../table/found-out.ts';
import { placesBelow } from '../table/row-order.ts';
import { timeSql } from './rows.ts';

/**
 * How rule 4's order of a view's rows is one integer: (event timestamp, created timestamp, place) as digits, each
 * with as many values as there can be. Instants are microseconds since 1970.
 */
export interface Packing {
  type: 'BIGINT' | 'HUGEINT';
  /** One unit before the first event timestamp; all of them are whole units after it, the last one at most `last`. */
  before: bigint;
  last: bigint;
  unit: bigint;
  /** One before the first created timestamp: null's. And how many there are from it to the last one. */
  createdBefore: bigint;
  created: bigint;
  places: bigint;
}

interface Bounds {
  first: bigint;
  last: bigint;
  createdFirst: bigint;
  createdLast: bigint;
  places: bigint;
}

/** What no rank may reach, nor the greatest that there could be at the last moment. */
const fits = { BIGINT: 1n << 63n, HUGEINT: 1n << 127n };
/** What times are often whole multiples of, microseconds. */
const units = [1n, 1000n, 1_000_000n];

/** Null where a time is infinite, where there are no times, or where the digits do not fit. Read once, most often from a file's footer. */
export function findPacking(engine: Engine, view: BoundView, run?: Run): Promise<Packing | null> {
  const [t, c] = [timeSql(view, 't'), timeSql(view, 'c')];
  return foundOut(view.relation, ['packing', t, c], async () => {
    const bounds = await findBounds(engine, view, run);
    if (!bounds) return null;
    for (const unit of units) {
      const packing = pack(bounds, unit, 'BIGINT');
      if (packing && (unit === 1n || (await isWhole(engine, view, unit, run)))) return packing;
      if (packing) break;
    }
    return pack(bounds, 1n, 'HUGEINT');
  });
}

async function findBounds(engine: Engine, view: BoundView, run?: Run): Promise<Bounds | null> {
  const [t, c] = [timeSql(view, 't'), timeSql(view, 'c')];
  const created = view.created ? sql`, min(${c}) AS created, max(${c}) AS last_created` : sql``;
  const [found] = await engine.rows<Record<'n' | 'first' | 'last' | 'created' | 'last_created', bigint | null>>(
    sql`SELECT n, ${micros(sql`first`)} AS first, ${micros(sql`last`)} AS last${
      view.created ? sql`, ${micros(sql`created`)} AS created, ${micros(sql`last_created`)} AS last_created` : sql``
    } FROM (SELECT count(*) AS n, min(${t}) AS first, max(${t}) AS last${created} FROM ${view.relation.from})`,
    run,
  );
  const { n, first, last, created: createdFirst = null, last_created: createdLast = null } = found!;
  if (first === null || last === null || n === null) return null;
  const bounds = { first, last, createdFirst: createdFirst ?? 0n, createdLast: createdLast ?? 0n };
  const isFinite = Object.values(bounds).every((at) => at > -mostMicros && at < mostMicros);
  return isFinite ? { ...bounds, places: placesBelow(view.relation, n) } : null;
}

/** Beyond this DuckDB has no finite time; what is less can be told apart without leaving 64 bits. */
const mostMicros = 1n << 62n;

function pack(
  { first, last, createdFirst, createdLast, places }: Bounds,
  unit: bigint,
  type: Packing['type'],
): Packing | null {
  const packing = {
    type,
    before: first - unit,
    last,
    unit,
    createdBefore: createdFirst - 1n,
    created: createdLast - createdFirst + 2n,
    places,
  };
  const moments = (last - packing.before) / unit + 1n;
  return moments * stride(packing) < fits[type] ? packing : null;
}

async function isWhole(engine: Engine, view: BoundView, unit: bigint, run?: Run): Promise<boolean> {
  const at = timeSql(view, 't');
  const between = sql`SELECT 1 AS found FROM ${view.relation.from} WHERE epoch_us(${at}) % ${unit} <> 0 LIMIT 1`;
  return (await engine.rows(between, run)).length === 0;
}

/** How many rows one moment could have, rounded up to whole units: so a row's microseconds are multiplied, and not divided first. */
function stride({ created, places, unit }: Pick<Packing, 'created' | 'places' | 'unit'>): bigint {
  return ((created * places + unit - 1n) / unit) * unit;
}

/** A view's rows' rank: BIGINT or HUGEINT, null where the event timestamp is. */
export function packedRank(packing: Packing, view: BoundView): Sql {
  const digit = (value: Sql): Sql => sql`(${value})::${typeName(packing.type)}`;
  const since = sql`epoch_us(${timeSql(view, 't')}) - ${packing.before}`;
  const created = view.created
    ? sql` + coalesce(${digit(sql`epoch_us(${timeSql(view, 'c')}) - ${packing.createdBefore}`)}, 0) * ${packing.places}`
    : sql``;
  return sql`(${digit(since)} * ${stride(packing) / packing.unit}${created} + ${timeSql(view, 'o')})`;
}

/** The greatest rank that there could be at a moment (TIMESTAMP), or before it. */
export function packedUpTo(packing: Packing, moment: Sql, boundary: 'at' | 'before'): Sql {
  const { before, last, unit, type } = packing;
  const at = boundary === 'before' ? sql`${micros(moment)} - 1` : micros(moment);
  const units = wholeUnits(sql`least(greatest(${at}, ${before}), ${last}) - ${before}`, unit);
  return sql`(${units}::${typeName(type)} * ${stride(packing)} + ${stride(packing) - 1n})`;
}

/** The event timestamp (TIMESTAMP) of a row, of its rank. */
export function packedTime(packing: Packing, rank: Sql): Sql {
  const { before, unit } = packing;
  return sql`make_timestamp(${before} + ${wholeUnits(rank, stride(packing))}::BIGINT * ${unit})`;
}

function wholeUnits(value: Sql, unit: bigint): Sql {
  return unit === 1n ? sql`(${value})` : sql`((${value}) // ${unit})`;
}
