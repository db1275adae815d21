import { Scratch } from '../engine/scratch.ts';
import { stepOf } from '../engine/step.ts';
import type { Engine, Run } from '../engine/engine.ts';
import { pickColumn } from '../join/as-of.ts';
import { picksOf, runJoin } from '../join/join.ts';
import { allViews, outputsOf } from '../join/request.ts';
import { ident, join, sql } from '../sql/sql.ts';
import { areas } from './auc.ts';
import type { Pairs } from './pairs.ts';
import { findTarget } from './target.ts';

const hour = 3_600_000_000n;
const day = 24n * hour;
/** Microseconds. */
const embargoes = [0n, hour, 6n * hour, day, 2n * day, 4n * day, 7n * day, 14n * day, 30n * day];

/** What each feature alone is worth, as of each label, the longer nothing new may be known before it. */
export interface EmbargoCurve {
  /** Microseconds, rising. */
  embargoes: bigint[];
  features: EmbargoedFeature[];
}

export interface EmbargoedFeature {
  view: string;
  feature: string;
  /** One an embargo: the AUC, null where a class is missing, and the label rows that have a value and a target. */
  steps: { auc: number | null; rows: number }[];
}

/** Joins once an embargo, with the rules of the pairs else. A feature without an order has no curve; without a binary target none has. */
export async function embargoCurve(engine: Engine, pairs: Pairs, run: Run = {}): Promise<EmbargoCurve> {
  const { plan, offline, rows } = pairs.joined;
  const { target } = await findTarget(engine, pairs, run);
  const named = allViews(plan).flatMap((planned, v) =>
    outputsOf(planned).map(({ name }) => ({ planned, table: ident(`p${v}`), name })),
  );
  const steps: ({ auc: number | null; rows: number } | null)[][] = [];
  for (const [i, embargo] of embargoes.entries()) {
    if (!target) break;
    const step = stepOf(run, 'joining', 'with an embargo', i / embargoes.length, (i + 1) / embargoes.length);
    const joined = await runJoin(engine, { ...plan, options: { ...plan.options, embargo } }, step, 'times', offline);
    const scratch = new Scratch(engine);
    try {
      const tables = picksOf(joined).map((picks, v) => sql`\nPOSITIONAL JOIN ${picks} AS ${ident(`p${v}`)}`);
      const values = named.map((one, f) => sql`${one.table}.${pickColumn(one.planned, one)} AS ${ident(`a${f}`)}`);
      const table = await scratch.table(
        'embargoed',
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
  return { embargoes: steps.length > 0 ? embargoes : [], features };
}
