import type { Engine } from '../../core/engine/engine.ts';
import type { Scratch } from '../../core/engine/scratch.ts';
import { pickColumn } from '../../core/join/as-of.ts';
import type { OfflineEngine, PicksAsked } from '../../core/join/offline-engine.ts';
import { keyValue, spineKey } from '../../core/join/spine.ts';
import { micros } from '../../core/sql/micros.ts';
import { ident, join, sql, type Sql } from '../../core/sql/sql.ts';
import type { BoundView } from '../../core/table/bound.ts';
import type { Among, Arrived } from '../../core/view/among.ts';
import { keyNames, rowsSql } from '../../core/view/rows.ts';
import { lastOf, oracleJoin, oracleNaive, type OracleLabel, type OracleRow, type OracleView } from './oracle.ts';

/** A second engine, in TypeScript: it is given the rows, and says which of them win, by their places. */
export function oracleOffline(engine: Engine): OfflineEngine {
  return {
    async picks(asked, into) {
      const { plan, planned, labels } = asked;
      const { view, features } = planned;
      const places = await put(into, await pickAll(engine, asked));
      const values = features.map((feature) => sql`${ident(feature.column)} AS ${pickColumn(planned, feature)}`);
      const rows = rowsSql(view, { keys: [], times: ['t', 'a', 'o'], features: values });
      const taken = features.map((feature) => {
        const column = pickColumn(planned, feature);
        const otherwise = plan.options.defaults && feature.default ? feature.default : sql`NULL`;
        return sql`CASE WHEN p.status = 'matched' THEN v.${column} ELSE ${otherwise} END AS ${column}`;
      });
      return sql`SELECT s.*, v.t, v.a, p.status, ${join(taken)} FROM ${labels.table} s
JOIN ${places} p ON p.place = s.label_row LEFT JOIN (${rows}) v ON v.o = p.o ORDER BY s.label_row`;
    },
    async snapshot(view, among, into) {
      const winners = await put(into, await winnersOf(engine, view, among));
      const rows = rowsSql(view, { times: ['o'] });
      return sql`SELECT ${join(keyNames(view))}, o, place::DOUBLE AS n FROM (${rows}) JOIN ${winners} USING (o)`;
    },
  };
}

interface Placed {
  place: number;
  /** The row's place in its source. */
  o: bigint | null;
  status: string;
}

async function put(into: Scratch, placed: Placed[]): Promise<Sql> {
  const values = placed.map(({ place, o, status }) => sql`(${place}, ${o}, ${status})`);
  const rows = join([sql`(-1, NULL, '')`, ...values]);
  return into.table('placed', sql`SELECT place, o::BIGINT AS o, status FROM (VALUES ${rows}) placed(place, o, status)`);
}

async function pickAll(engine: Engine, { plan, planned, labels, how }: PicksAsked): Promise<Placed[]> {
  const { view } = planned;
  const { boundary, embargo, ttl } = plan.options;
  const keys = view.keys.map((key) => sql`${keyValue(key, plan)}::VARCHAR`);
  const rule: OracleView = {
    on: view.keys.map((_, i) => i),
    rows: await rowsOf(engine, view, keys),
    ttl: ttl ? view.ttl : null,
    available: view.available !== null,
    boundary,
    embargo,
  };
  const named = view.keys.map(({ name }, i) => sql`${spineKey(plan, name)}::VARCHAR AS ${ident(`k${i}`)}`);
  const columns = [...named, sql`${micros(sql`label_time`)} AS t`, sql`NULL AS c`, sql`NULL AS a`, sql`label_row AS o`];
  const asked = await read(engine, view, sql`SELECT ${join(columns)} FROM ${labels.table} ORDER BY label_row`);
  return asked.map((row, place) => {
    const label: OracleLabel = { keys: row.keys, at: row.t, target: null };
    const found = how === 'as-of' ? oracleJoin(label, rule) : { row: oracleNaive(label, rule, how), status: 'matched' };
    // What is past its TTL is told too, and when it happened.
    const late = found.status === 'expired' ? oracleJoin(label, { ...rule, ttl: null }).row : null;
    return { place, o: placeOf(found.row ?? late), status: found.status };
  });
}

async function winnersOf(engine: Engine, view: BoundView, { moment, entity, arrived }: Among): Promise<Placed[]> {
  const { boundary, ttl } = moment.options;
  const keys = view.keys.map(({ column }) => sql`${ident(column)}::VARCHAR`);
  const on = view.keys.map((_, i) => i);
  const rule = { on, ttl: ttl ? view.ttl : null, available: view.available !== null, boundary, embargo: 0n };
  const entities = new Map<string, OracleRow[]>();
  for (const row of await rowsOf(engine, view, keys)) {
    if (entity && view.keys.some(({ name }, i) => entity.get(name) !== row.keys[i])) continue;
    const label = { keys: row.keys, at: moment.asOf, target: null };
    if (oracleJoin(label, { ...rule, rows: [row] }).row === null) continue;
    const name = JSON.stringify(row.keys);
    entities.set(name, [...(entities.get(name) ?? []), row]);
  }
  return [...entities.values()].flatMap((counting): Placed[] => {
    const mine = arrived ? counting.filter((row) => hasArrived(row, counting, view, arrived)) : counting;
    return mine.length === 0 ? [] : [{ place: mine.length, o: placeOf(lastOf(mine)), status: '' }];
  });
}

function hasArrived({ t, c }: OracleRow, entity: OracleRow[], view: BoundView, { start, late }: Arrived): boolean {
  if (start === null || t! >= start) return true;
  if (!late) return false;
  const isNew = view.created !== null && c !== null && (late.created === null || c >= late.created);
  const { known } = late;
  const isKnown = view.available && known !== null && entity.some((other) => other.t === t && other.a! > known);
  if ((isNew || isKnown) && (late.oldest === null || t! >= late.oldest)) return true;
  return late.leftOut.some(({ from, to }) => t! < to && (from === null || t! >= from));
}

/** A row's one value is its place. */
function placeOf(row: OracleRow | null): bigint | null {
  return row && (row.values[0] as unknown as bigint);
}

function rowsOf(engine: Engine, view: BoundView, keys: readonly Sql[]): Promise<OracleRow[]> {
  const named = keys.map((key, i) => sql`${key} AS ${ident(`k${i}`)}`);
  const instants = join(['t', 'c', 'a'].map((time) => sql`${micros(ident(time))} AS ${ident(time)}`));
  return read(engine, view, sql`SELECT * REPLACE (${instants}) FROM (${rowsSql(view, { keys: named })}) ORDER BY o`);
}

async function read(engine: Engine, view: BoundView, query: Sql): Promise<OracleRow[]> {
  const rows = await engine.rows<Record<string, never>>(query);
  return rows.map((row) => ({
    keys: view.keys.map((_, i) => row[`k${i}`]!),
    t: row.t!,
    c: row.c!,
    a: row.a!,
    values: [row.o!],
  }));
}
