import type { BatchLoader } from '../engine/batches.ts';
import type { Engine, Run } from '../engine/engine.ts';
import { Scratch } from '../engine/scratch.ts';
import { stepOf } from '../engine/step.ts';
import { duckdbOffline } from '../join/duckdb-offline.ts';
import { runJoin } from '../join/join.ts';
import type { OfflineEngine } from '../join/offline-engine.ts';
import type { OnlineStore } from '../online/online-store.ts';
import type { Meant } from '../question/question.ts';
import type { skew as question } from '../question/skew.ts';
import { ident, join, sql, type Sql } from '../sql/sql.ts';
import { formatIso } from '../time/instant.ts';
import { sampleLog } from './log-sample.ts';
import { logJoinPlan, logPairs } from './log-pairs.ts';
import { onlinePairs } from './online-pairs.ts';
import type { SkewPairs, SkewTables, ViewPairs } from './pairs.ts';
import type { SkewPlan } from './plan-skew.ts';
import type { SkewReport } from './report.ts';
import { sampleOf, type Sampled } from './sampled.ts';
import { summarizeSkew } from './summary.ts';

/** What is compared with what. */
export interface SkewPlaces {
  engine: Engine & BatchLoader;
  /** Of no meaning against a log. */
  store: OnlineStore | null;
  /** Who finds the offline rows; else the engine. */
  offline?: OfflineEngine;
}

export interface SkewOptions extends Pick<Meant<typeof question>, 'tolerance' | 'sample'> {
  /** The moment that the offline side is taken at; of no meaning against a log, whose rows have their own. */
  asOf: bigint;
}

/**
 * Compares what was known offline with what is served; spec section 5. The pairs' tables live until
 * `pairs.scratch.drop()`; on failure nothing is left.
 */
export async function compareSkew(
  places: SkewPlaces,
  plan: SkewPlan,
  options: SkewOptions,
  run: Run = {},
): Promise<{ report: SkewReport; pairs: SkewPairs }> {
  const { engine } = places;
  const tables: SkewTables = { kept: new Scratch(engine), passing: new Scratch(engine) };
  try {
    const compared = plan.log
      ? await againstLog(places, plan, options, tables, run)
      : await againstStore(places, plan, options, tables, run);
    const pairs: SkewPairs = { asOf: plan.log ? null : options.asOf, views: compared.views, scratch: tables.kept };
    const features = [];
    for (const view of compared.views)
      features.push(...(await summarizeSkew(engine, view, stepOf(run, 'comparing', view.planned.view.name, 0, 0))));
    const report = {
      against: plan.log ? plan.log.labels.name : 'online',
      as_of: plan.log ? null : formatIso(options.asOf),
      entities: compared.entities,
      not_compared: compared.entities - compared.paired,
      sample: options.sample === null ? null : sampleOf(options.sample, compared.samples),
      features,
    };
    return { report, pairs };
  } catch (error) {
    await tables.kept.drop();
    throw error;
  } finally {
    await tables.passing.drop();
  }
}

interface Compared {
  views: ViewPairs[];
  entities: number;
  /** Those of the entities that have a pair in some view. */
  paired: number;
  samples: Sampled[];
}

async function againstStore(
  { engine, store, offline = duckdbOffline(engine) }: SkewPlaces,
  plan: SkewPlan,
  options: SkewOptions,
  tables: SkewTables,
  run: Run,
): Promise<Compared> {
  const [views, samples, expired]: [ViewPairs[], Sampled[], Sql[]] = [[], [], []];
  for (const planned of plan.views) {
    const step = stepOf(run, 'reading', planned.view.name, 0, 0);
    const moment = { ...options, options: plan.options };
    const found = await onlinePairs(
      { engine, store: store!, project: plan.project, offline },
      planned,
      moment,
      tables,
      step,
    );
    views.push(found.pairs);
    if (found.sample) samples.push(found.sample);
    if (found.pairs.neither > 0) expired.push(found.expired!);
    await tables.passing.drop();
  }
  const pairs = views.map(({ table }) => table);
  const paired = await distinct(engine, 'entity', pairs, run);
  const entities = expired.length === 0 ? paired : await distinct(engine, 'entity', [...pairs, ...expired], run);
  return { views, entities, paired, samples };
}

/** How many different ones there are in all tables together. */
async function distinct(engine: Engine, column: 'entity' | 'n', tables: readonly Sql[], run: Run): Promise<number> {
  const all = tables.map((table) => sql`SELECT ${ident(column)} FROM ${table}`);
  const [counted] = await engine.rows<{ n: number }>(
    sql`SELECT count(*)::DOUBLE AS n FROM (${join(all, ' UNION ')})`,
    stepOf(run, 'comparing', 'both sides', 0, 0),
  );
  return counted!.n;
}

async function againstLog(
  { engine, offline }: SkewPlaces,
  plan: SkewPlan,
  options: SkewOptions,
  tables: SkewTables,
  run: Run,
): Promise<Compared> {
  const sampled = options.sample === null ? null : await sampleLog(engine, plan, options.sample, tables.passing, run);
  const chosen = { ...plan, log: { ...plan.log!, ...(sampled && { labels: sampled.labels }) } };
  const joined = await runJoin(engine, logJoinPlan(chosen), run, 'times', offline);
  try {
    const views = await logPairs(
      engine,
      chosen,
      joined,
      options.tolerance,
      tables,
      stepOf(run, 'comparing', 'both sides', 0, 0),
    );
    const paired = await distinct(
      engine,
      'n',
      views.map(({ table }) => table),
      run,
    );
    return { views, entities: joined.rows, paired, samples: sampled ? [sampled.sample] : [] };
  } finally {
    await joined.scratch.drop();
  }
}
