import type { Engine, Run } from '../engine/engine.ts';
import { stepOf } from '../engine/step.ts';
import { AsofError } from '../errors/asof-error.ts';
import { coverage } from '../join/coverage.ts';
import { notComputed, type NotComputed } from '../join/not-computed.ts';
import { joinedSetSql, runJoin, trainingSetColumns } from '../join/join.ts';
import type { OfflineEngine } from '../join/offline-engine.ts';
import type { JoinPlan, ViewCoverage } from '../join/request.ts';
import { provenanceKey, type Relation, type Tables } from '../table/relation.ts';
import { joinText, provenance, type Provenance, type ProvenanceContext } from './provenance.ts';

/** Spec section 6, `join --json`. */
export interface TrainingSetReceipt {
  rows: number;
  columns: number;
  out: string;
  bytes: number;
  seconds: number;
  views: ViewCoverage[];
  /** Absent where all could be. */
  not_computed?: NotComputed[];
}

/**
 * Joins a plan and writes the training set to a Parquet file that appears whole or not at all, with
 * its provenance in the file's metadata. Fails with `file_changed` where an input changed meanwhile.
 */
export async function exportTrainingSet(
  { engine, tables, offline }: { engine: Engine; tables: Tables; offline?: OfflineEngine | undefined },
  plan: JoinPlan,
  out: string,
  said: ProvenanceContext,
  run: Run = {},
): Promise<TrainingSetReceipt> {
  const start = performance.now();
  const inputs = plan.views.map(({ view }) => view.relation).concat(plan.labels.relation);
  if (inputs.some((relation) => relation.files.some((file) => file.path === out))) {
    const message = `the training set would replace what it is made from, ${out}`;
    throw new AsofError('bad_option', { message, expected: 'give it another name' });
  }
  const hashing = hashInputs(tables, inputs, run);
  // Awaited below; a failure of the join must not leave it unhandled.
  hashing.catch(() => undefined);
  const joined = await runJoin(engine, plan, run, 'values', offline);
  try {
    const views = await coverage(engine, joined, stepOf(run, 'counting', 'matches'), 'few-or-many');
    const failures = await notComputed(engine, joined, run);
    const facts = { ...said, inputs: await hashing, sql: await joinText(engine, plan) };
    const metadata = { [provenanceKey]: JSON.stringify(provenance(plan, engine.info, facts)) };
    for (const relation of inputs) await tables.verify(relation);
    const query = joinedSetSql(joined);
    const written = await tables.writeParquet(query, out, metadata, stepOf(run, 'writing', out));
    return {
      rows: joined.rows,
      columns: trainingSetColumns(plan).length,
      out,
      bytes: written.bytes,
      seconds: (performance.now() - start) / 1000,
      views,
      ...(failures.length > 0 && { not_computed: failures }),
    };
  } finally {
    await joined.scratch.drop();
  }
}

/** SHA-256 of every file, once each. */
export async function hashInputs(tables: Tables, relations: Relation[], run: Run): Promise<Provenance['inputs']> {
  const seen = new Map(relations.map((relation) => [relation.files.map((file) => file.path).join('\n'), relation]));
  const inputs: Provenance['inputs'] = [];
  for (const relation of seen.values()) {
    for (const file of await tables.hash(relation, run)) inputs.push({ table: relation.name, ...file });
  }
  return inputs;
}
