import type { Engine, Run } from '../engine/engine.ts';
import type { Scratch } from '../engine/scratch.ts';
import { onlineSide } from '../question/drift.ts';
import { onlineRows } from '../skew/online-rows.ts';
import { ViewReader } from '../skew/read-store.ts';
import { ident, sql, type Sql } from '../sql/sql.ts';
import { count, plural } from '../text/figures.ts';
import { formatDuration } from '../time/duration.ts';
import { instantLiteral } from '../view/moment.ts';
import type { AskContext } from './context.ts';
import type { OpenedSide } from './drift-side.ts';

/** Two sides of which one is online, and no more of the other than what is there of the same view. */
export interface OnlineSides {
  other: OpenedSide;
  online: OpenedSide;
}

/**
 * What is online now of the views that a table has features of; records past their view's TTL are served no more, and
 * are left out. Of a view that nothing was written of there are no rows. Tables are `scratch`'s.
 */
export async function openOnlineSides(
  context: AskContext,
  other: OpenedSide,
  scratch: Scratch,
  run: Run,
): Promise<OnlineSides[]> {
  const { engine, workspace } = context;
  const { project, onlineViews } = workspace;
  const names = onlineViews.includes(other.table) ? [other.table] : onlineViews;
  return context.online.use('read', async (store) => {
    const states = await store.views(project);
    const sides: OnlineSides[] = [];
    for (const name of names) {
      const state = states.find(({ view }) => view === name);
      if (state?.damage) throw state.damage;
      const stored = state?.schema?.features.map((field) => field.name) ?? null;
      const shared = columnsOf(other, name, stored);
      if (shared.size === 0) continue;
      const features = [...shared.keys()];
      const reader = new ViewReader({ engine, store, project }, scratch, name, features, run);
      try {
        await reader.readAll();
        const types = [...shared.values()].map(({ type }) => type);
        const rows = await onlineRows(engine, await reader.rows(), types, run);
        const { ttl } = workspace.featureView(name);
        const isServed = ttl === null ? sql`TRUE` : sql`on_t >= ${instantLiteral(context.now() - ttl)}`;
        const all = await scratch.table('online', sql`SELECT *, ${isServed} AS is_served FROM (${rows.query})`, run);
        const table = sql`(FROM ${all} WHERE is_served)`;
        const leftOut = sayNotServed(name, ttl, await countServed(engine, all, run));
        const columns = features.map(
          (feature, i) => [feature, { name: `g${i}`, type: rows.values[i]?.type ?? types[i]! }] as const,
        );
        const side = {
          name: onlineSide,
          rows: table,
          unit: ident('entity'),
          order: ident('entity'),
          at: null,
          entity: ident('entity'),
        };
        const range = { table: name, from: null, to: null };
        const opened = {
          table: name,
          relation: null,
          columns: new Map(columns),
          side,
          range,
          timestamp: null,
          leftOut,
        };
        sides.push({ other: { ...other, columns: shared }, online: opened });
      } finally {
        await reader.stop();
      }
    }
    return sides;
  });
}

interface Counted {
  records: number;
  served: number;
}

async function countServed(engine: Engine, records: Sql, run: Run): Promise<Counted> {
  const [counted] = await engine.rows(sql`SELECT count(*) AS n, count(*) FILTER (is_served) AS s FROM ${records}`, run);
  return { records: Number(counted!.n), served: Number(counted!.s) };
}

/** What is online and is not compared, or that nothing is. */
function sayNotServed(view: string, ttl: bigint | null, { records, served }: Counted): string[] {
  if (records === 0) return [`${onlineSide}: there is no record of ${view}`];
  if (served === records) return [];
  const expired = `${count(records - served)} of ${plural(records, 'record')} of ${view}`;
  return [`${onlineSide}: ${expired} are past its TTL of ${formatDuration(ttl)}, and are not compared`];
}

/** Of a view itself its features; of a training set those that are called as the view's are. */
function columnsOf(other: OpenedSide, view: string, stored: readonly string[] | null): OpenedSide['columns'] {
  if (other.table === view) return other.columns;
  const prefix = `${view}__`;
  const named = [...other.columns].flatMap(([name, column]) => {
    const feature = name.startsWith(prefix) ? name.slice(prefix.length) : name;
    const isOf = name.startsWith(prefix) || stored?.includes(feature);
    return isOf ? [[feature, column] as const] : [];
  });
  return new Map(named);
}
