import type { Run } from '../engine/engine.ts';
import { toLine, toWire } from '../errors/asof-error.ts';
import type { FeatureView } from '../model/views/feature-view.ts';
import type { FinishedRun } from '../online/online-store.ts';
import { ident, join, sql, type Sql } from '../sql/sql.ts';
import { formatIso } from '../time/instant.ts';
import { describeType } from '../types/describe-type.ts';
import type { AskContext } from './context.ts';
import { askSkew } from './skew.ts';

/** What a store of Feast serves that is not as it seems. Instants as ISO texts. */
export interface FirstLook {
  now: string;
  views: ViewLook[];
}

export interface ViewLook {
  view: string;
  records: number;
  /** Records past the view's TTL, which Feast serves as present; null without a TTL. */
  expired: number | null;
  /** What was compared with the files as of the last materialization; null where that cannot be done, and `problem` says why. */
  compared: ComparedLook | null;
  problem: string | null;
}

export interface ComparedLook {
  as_of: string;
  /** Entities that either side has a row of, of a sample where there are many. */
  entities: number;
  /** Entities whose row in the files was there by its time, and is not online at all. */
  never_written: number;
  /** Entities whose row online is older than that: what came late was never written. */
  older: number;
  /** Entities whose row online is of the right time and has other values, for none of the reasons below. */
  other_values: number;
  /** By feature, integers that became the double next to them. */
  rounded: Record<string, number>;
  /** By feature, times without what is less than a second. */
  cut_times: Record<string, number>;
  /** By feature, NaN that became null. */
  lost_nan: Record<string, number>;
  /** By feature, times that are null and that Feast serves as -9223372036854775808. */
  null_times: Record<string, number>;
}

/** Entities of a view that are compared at most. */
const mostCompared = 20_000;

/** Looks at all views that are online. Throws what the store throws; files that cannot be read are a view's `problem`. */
export async function firstLook(context: AskContext, now: bigint, run: Run): Promise<FirstLook> {
  const { workspace, online } = context;
  const { project } = workspace;
  const views: ViewLook[] = [];
  for (const name of workspace.onlineViews) {
    const view = workspace.featureView(name);
    const { records, expired, lastRun } = await online.use('read', async (store) => {
      const states = await store.views(project);
      let [all, old] = [0, 0];
      for await (const { t } of store.scan(project, name, [], run)) {
        all += t.length;
        old += t.filter((at) => view.ttl !== null && at < now - view.ttl).length;
      }
      const { lastRun: last = null } = states.find((state) => state.view === name) ?? {};
      return { records: all, expired: view.ttl === null ? null : old, lastRun: last };
    });
    views.push({ view: name, records, expired, ...(await compareWithFiles(context, view, lastRun, run)) });
  }
  return { now: formatIso(now), views };
}

async function compareWithFiles(
  context: AskContext,
  view: FeatureView,
  lastRun: FinishedRun | null,
  run: Run,
): Promise<Pick<ViewLook, 'compared' | 'problem'>> {
  if (lastRun === null) return { compared: null, problem: 'no materialization of it is known to the registry' };
  if (view.entities.length === 0) return { compared: null, problem: 'it has no entities, which are what is compared' };
  // Feast materializes what is past the TTL too.
  const options = { ttl: false };
  const question = { features: [{ view: view.name, feature: '*' }], asOf: lastRun.end, sample: mostCompared, options };
  try {
    const quiet = { ...context, tell: () => undefined };
    const { pairs } = await askSkew(quiet, question, run);
    try {
      const [found] = pairs.views;
      const features = (found?.planned.features ?? []).map(({ name, type }, i) => ({ name, type, i }));
      const counts = await countLook(context, found!.table, features, run);
      return { compared: { as_of: formatIso(lastRun.end), ...counts }, problem: null };
    } finally {
      await pairs.scratch.drop();
    }
  } catch (error) {
    const wire = toWire(error);
    if (wire.kind !== 'input' && wire.kind !== 'data') throw error;
    return { compared: null, problem: `its files cannot be compared: ${toLine(wire)}` };
  }
}

async function countLook(
  { engine }: AskContext,
  table: Sql,
  features: readonly { name: string; type: string; i: number }[],
  run: Run,
): Promise<Omit<ComparedLook, 'as_of'>> {
  const both = sql`off_t IS NOT NULL AND on_t = off_t`;
  const [off, on] = [(i: number) => ident(`f${i}`), (i: number) => ident(`g${i}`)];
  const whole = features.filter(({ type }) => type === 'BIGINT');
  const times = features.filter(({ type }) => describeType(type).kind === 'instant');
  const timeLists = features.filter(({ type }) => describeType(describeType(type).element ?? '').kind === 'instant');
  const floats = features.filter(({ type }) => describeType(type).family === 'float');
  /** Values that are others for a reason that is known of Feast. */
  const explained = new Map<number, Sql>([
    ...whole.map(({ i }) => [i, sql`${off(i)}::DOUBLE = ${on(i)}::DOUBLE`] as const),
    ...times.map(({ i }) => [i, sql`date_trunc('second', ${off(i)}) = ${on(i)}`] as const),
    ...timeLists.map(
      ({ i }) => [i, sql`list_transform(${off(i)}, lambda x: date_trunc('second', x)) = ${on(i)}`] as const,
    ),
    ...floats.map(({ i }) => [i, sql`isnan(${off(i)}) AND ${on(i)} IS NULL`] as const),
  ]);
  const differs = (i: number) => sql`${ident(`s${i}`)} IN ('mismatch', 'close')`;
  const because = (i: number) => sql`(${differs(i)} AND coalesce(${explained.get(i) ?? sql`FALSE`}, FALSE))`;
  const others = features.map(({ i }) => sql`(${ident(`s${i}`)} = 'mismatch' AND NOT ${because(i)})`);
  const counted = [
    sql`count(*) AS entities`,
    sql`count_if(off_t IS NOT NULL AND on_t IS NULL) AS never_written`,
    sql`count_if(on_t < off_t) AS older`,
    sql`count_if(${both} AND (${others.length > 0 ? join(others, ' OR ') : sql`FALSE`})) AS other_values`,
    ...[...explained.keys()].map((i) => sql`count_if(${both} AND ${because(i)}) AS ${ident(`e${i}`)}`),
    ...times.map(({ i }) => sql`count_if(on_here AND ${on(i)} IS NULL) AS ${ident(`n${i}`)}`),
  ];
  const [found] = await engine.rows<Record<string, number | bigint>>(sql`SELECT ${join(counted)} FROM ${table}`, run);
  const count = (name: string) => Number(found![name] ?? 0);
  const some = (listed: typeof whole, letter: string): Record<string, number> =>
    Object.fromEntries(listed.map(({ name, i }) => [name, count(`${letter}${i}`)] as const).filter(([, n]) => n > 0));
  return {
    entities: count('entities'),
    never_written: count('never_written'),
    older: count('older'),
    other_values: count('other_values'),
    rounded: some(whole, 'e'),
    cut_times: some([...times, ...timeLists], 'e'),
    lost_nan: some(floats, 'e'),
    null_times: some(times, 'n'),
  };
}
