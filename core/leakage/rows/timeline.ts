import type { Engine, Run } from '../../engine/engine.ts';
import { unknownName } from '../../errors/unknown-name.ts';
import { entityOfLabel, labelColumn, spineKey, spineKeys } from '../../join/spine.ts';
import { micros } from '../../sql/micros.ts';
import { ident, join, sql } from '../../sql/sql.ts';
import { entityHistory, type HistoryOf, type HistoryRow } from '../../view/history.ts';
import { entityEvents, type EntityEvent } from '../../view/windows/entity-events.ts';
import type { WindowFeature } from '../../view/windows/events.ts';
import { stepHistory } from '../../view/windows/steps.ts';
import { computesWindows, type WindowView } from '../../view/windows/view-at.ts';
import type { Joined } from '../../join/join.ts';
import { allViews, type JoinPlan, type PlannedInput, type PlannedView } from '../../join/request.ts';

export interface Timeline {
  view: string;
  label: {
    row: number;
    at: bigint | null;
    keys: { name: string; value: string | null }[];
    target: { name: string; value: string | null } | null;
  };
  ttl: bigint | null;
  hasAvailable: boolean;
  /** Its rows are the moments at which windowed aggregates change, not events: a naive join, which counts others, takes none of them. Else absent. */
  computed?: WindowTimeline;
  features: { name: string; type: string }[];
  /** Rising by t, c, order. Where the entity has more rows than `rows.length`, those nearest the label. */
  rows: HistoryRow[];
  totalRows: number;
  /** Before which of `rows` others stand that are not here. */
  leftOut: number[];
}

/** What the windows of a view count. */
export interface WindowTimeline {
  /** Of each feature: its window (microseconds; null is `lifetime`), and what it is where nothing counts. */
  windows: { window: bigint | null; empty: '0' | null }[];
  /** Events are known at a time of their own. */
  available: boolean;
  /** Where the entity has more than these, those nearest the label. */
  events: EntityEvent[];
  totalEvents: number;
}

/** More than fit side by side on the widest screen. */
const mostRows = 2000;
const mostEvents = 10_000;

/** One view's rows of a label row's entity, around the label; of windowed aggregates what they hold from each moment on at which that changes. */
export async function timeline(
  engine: Engine,
  joined: Joined,
  row: number,
  viewName: string,
  run: Run,
): Promise<Timeline> {
  const { plan, spine } = joined;
  const { view, features } = rowsBehind(plan, viewName);
  const of = { ...entityOfLabel(plan, view, spine, row), limit: mostRows };
  const windows = computesWindows(view) ? { ...view, features: features as WindowFeature[] } : null;
  const history = windows
    ? await stepHistory(engine, windows, of, plan.options.boundary, run)
    : await entityHistory(engine, view, features, of, run);
  return {
    view: view.name,
    label: await labelOf(engine, joined, row, run),
    ttl: plan.options.ttl ? view.ttl : null,
    hasAvailable: view.available !== null && !windows,
    ...(windows && { computed: await windowTimeline(engine, windows, of, run) }),
    features: features.map(({ name, type }) => ({ name, type })),
    rows: history.rows,
    totalRows: history.total,
    leftOut: history.leftOut,
  };
}

async function windowTimeline(engine: Engine, view: WindowView, of: HistoryOf, run: Run): Promise<WindowTimeline> {
  const { events, total } = await entityEvents(engine, view, { ...of, limit: mostEvents }, run);
  return {
    windows: view.features.map(({ aggregate }) => ({
      window: aggregate.window,
      empty: aggregate.function === 'count' || aggregate.function === 'count_distinct' ? '0' : null,
    })),
    available: view.available !== null,
    events,
    totalEvents: total,
  };
}

/** The view of that name; of one that is computed on demand the first that it reads which has rows, with what is read in front. */
export function rowsBehind(plan: JoinPlan, name: string): PlannedView {
  const all = allViews(plan);
  let place = all.findIndex(({ view }) => view.name === name);
  if (place < 0) {
    const known = all.map(({ view }) => view.name);
    throw unknownName('view of this result', name, known);
  }
  let read: string | null = null;
  for (let computed = plan.onDemand[place - plan.views.length]; computed;) {
    const [{ view, feature }] = computed.inputs as [PlannedInput];
    [place, read] = [view, feature.name];
    computed = plan.onDemand[place - plan.views.length];
  }
  const planned = plan.views[place]!;
  const isFirst = (feature: { name: string }): number => (feature.name === read ? 0 : 1);
  return { ...planned, features: planned.features.toSorted((a, b) => isFirst(a) - isFirst(b)) };
}

async function labelOf(engine: Engine, { plan, spine }: Joined, row: number, run: Run): Promise<Timeline['label']> {
  const { target, relation } = plan.labels;
  const names = spineKeys(plan).map((key) => key.name);
  const keys = names.map((name, i) => sql`${spineKey(plan, name)}::VARCHAR AS ${ident(`key${i}`)}`);
  const index = relation.columns.findIndex((column) => column.name === target?.name);
  const value = index < 0 ? sql`NULL` : labelColumn(plan, index);
  const columns = [sql`${micros(sql`label_time`)} AS at`, sql`${value}::VARCHAR AS target`, ...keys];
  const [label] = await engine.rows<Record<string, string | bigint | null>>(
    sql`SELECT ${join(columns)} FROM ${spine} WHERE label_row = ${row}`,
    run,
  );
  if (!label) throw unknownName('label row', row);
  return {
    row,
    at: label.at as bigint | null,
    keys: names.map((name, i) => ({ name, value: label[`key${i}`] as string | null })),
    target: target && { name: target.name, value: label.target as string | null },
  };
}
