import { Scratch } from '../engine/scratch.ts';
import { stepOf } from '../engine/step.ts';
import type { Engine, Run } from '../engine/engine.ts';
import { pickColumn } from '../join/as-of.ts';
import { picksOf, runJoin } from '../join/join.ts';
import { allViews, outputsOf, type JoinPlan } from '../join/request.ts';
import type { BoundView, Instant } from '../table/bound.ts';
import { ident, join, sql } from '../sql/sql.ts';
import { areas } from './auc.ts';
import type { Pairs } from './pairs.ts';
import { findTarget } from './target.ts';

const hour = 3_600_000_000n;
const day = 24n * hour;
/** Microseconds. */
const delays = [0n, hour, 6n * hour, day, 2n * day, 4n * day, 7n * day, 14n * day, 30n * day];

/**
 * What grows: the time before each label in which nothing new counts, or the time until a row is known after it
 * happened. The second stands in place of what a source says as its `available_after`; a row that has a time of its
 * own at which it became known is known at the later of the two.
 */
export type DelayKind = 'embargo' | 'available_after';

/** What each feature alone is worth, as of each label, the later it is known. */
export interface DelayCurve {
  of: DelayKind;
  /** Microseconds, rising. */
  delays: bigint[];
  features: DelayedFeature[];
}

export interface DelayedFeature {
  view: string;
  feature: string;
  /** One a delay: the AUC, null where a class is missing, and the label rows that have a value and a target. */
  steps: { auc: number | null; rows: number }[];
}

/** Joins once a delay, with the rules of the pairs else. A feature without an order has no curve; without a binary target none has. */
export async function delayCurve(engine: Engine, pairs: Pairs, of: DelayKind, run: Run = {}): Promise<DelayCurve> {
  const { plan, offline, rows } = pairs.joined;
  const { target } = await findTarget(engine, pairs, run);
  const named = allViews(plan).flatMap((planned, v) =>
    outputsOf(planned).map(({ name }) => ({ planned, table: ident(`p${v}`), name })),
  );
  const steps: ({ auc: number | null; rows: number } | null)[][] = [];
  for (const [i, delay] of delays.entries()) {
    if (!target) break;
    const step = stepOf(run, 'joining', `with an ${of}`, i / delays.length, (i + 1) / delays.length);
    const joined = await runJoin(engine, delayed(plan, of, delay), step, 'times', offline);
    const scratch = new Scratch(engine);
    try {
      const tables = picksOf(joined).map((picks, v) => sql`\nPOSITIONAL JOIN ${picks} AS ${ident(`p${v}`)}`);
      const values = named.map((one, f) => sql`${one.table}.${pickColumn(one.planned, one)} AS ${ident(`a${f}`)}`);
      const table = await scratch.table(
        'delayed',
        sql`SELECT s.*, ${join(values)} FROM ${joined.spine} s${join(tables, '')}`,
        step,
      );
      const ranked = pairs.features.map(({ type }, f) => ({ value: ident(`a${f}`), type }));
      steps.push(await areas(engine, { name: table, rows }, ranked, target, step));
    } finally {
      await scratch.drop();
      await joined.scratch.drop();
    }
  }
  const features = pairs.features.flatMap(({ viewName: view, name: feature }, f) => {
    const found = steps.map((areasOf) => areasOf[f]);
    return found.length === 0 || found.includes(null)
      ? []
      : [{ view, feature, steps: found.map((area) => ({ auc: area!.auc, rows: area!.rows })) }];
  });
  return { of, delays: steps.length > 0 ? delays : [], features };
}

function delayed(plan: JoinPlan, of: DelayKind, delay: bigint): JoinPlan {
  if (of === 'embargo') return { ...plan, options: { ...plan.options, embargo: delay } };
  const views = plan.views.map((planned) => {
    const { view } = planned;
    return { ...planned, view: { ...view, available: knownAfter(view, delay) } };
  });
  return { ...plan, views };
}

function knownAfter({ timestamp, available }: BoundView, delay: bigint): Instant {
  const at = sql`(${timestamp.at} + to_microseconds(${delay}))`;
  if (!available || available.after !== undefined) return { column: timestamp.column, at, after: delay };
  // A row of which that is not told is never known.
  return {
    column: available.column,
    at: sql`CASE WHEN ${available.at} IS NOT NULL THEN greatest(${available.at}, ${at}) END`,
  };
}
