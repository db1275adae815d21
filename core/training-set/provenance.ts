import type { Engine, EngineInfo } from '../engine/engine.ts';
import { joinScript } from '../join/join.ts';
import { allViews, outputsOf, type JoinPlan } from '../join/request.ts';
import { byJoin, type FeatureRef } from '../model/feature-ref.ts';
import { placesOf, type Places } from './places.ts';
import { saidDefinitions } from './said-definitions.ts';

/** Where a training set came from: enough to make it again and to tell whether anything has changed. */
export interface Provenance {
  asof: string;
  engine: string;
  labels: string;
  target: string | null;
  features: string[];
  /** Views that were joined under another name than they were asked for by, or on other columns than their keys; absent where none was. */
  joins?: { name: string; view: string; on: Record<string, string> }[];
  options: Omit<JoinPlan['options'], 'embargo'> & { embargo_seconds: number };
  /** Per view: what the join used. */
  views: {
    view: string;
    join_keys: string[];
    timestamp_field: string;
    created_timestamp_field: string | null;
    available_at: string | null;
    /** Where no column says when a row was known: how long after its event timestamp. */
    available_after_seconds: number | null;
    ttl_seconds: number | null;
  }[];
  /** Views that were computed from these; absent where none was. */
  on_demand?: string[];
  /** What asof.yaml says of them, without secrets; null for unnamed files. */
  definitions: string | null;
  inputs: { table: string; path: string; bytes: number; sha256: string }[];
  /** Runs in a plain DuckDB, in the workspace's folder. */
  sql: string;
}

/** What is told of a training set besides its plan. */
export interface ProvenanceContext {
  version: string;
  /** The text of asof.yaml; null where there is none. */
  definitions: string | null;
  /** The workspace's folder; empty where it has none. */
  root: string;
  /** What was asked for, as far as the plan does not tell: of which views it joins under names of their own. */
  features?: readonly FeatureRef[];
}

/** Nothing here depends on when or where it is written: the same inputs give the same file, in any folder and on any machine. */
export function provenance(
  plan: JoinPlan,
  engine: EngineInfo,
  said: ProvenanceContext & Pick<Provenance, 'inputs' | 'sql'>,
): Provenance {
  const { embargo, ...options } = plan.options;
  const places = placesOf(plan, said.root);
  const joins = joinsOf(plan, said.features ?? [], places);
  return {
    asof: said.version,
    engine: `${engine.name} ${engine.version}`,
    labels: places.of(plan.labels.name),
    target: plan.labels.target?.name ?? null,
    features: allViews(plan).flatMap((planned) =>
      outputsOf(planned).map(({ name }) => `${places.of(planned.view.name)}:${name}`),
    ),
    ...(joins.length > 0 && { joins }),
    options: { ...options, embargo_seconds: Number(embargo) / 1e6 },
    views: plan.views.map(({ view }) => ({
      view: places.of(view.name),
      join_keys: view.keys.map((key) => key.name),
      timestamp_field: view.timestamp.column,
      created_timestamp_field: view.created?.column ?? null,
      available_at: view.available && view.available.after === undefined ? view.available.column : null,
      available_after_seconds: view.available?.after === undefined ? null : Number(view.available.after) / 1e6,
      ttl_seconds: view.ttl === null ? null : Number(view.ttl) / 1e6,
    })),
    ...(plan.onDemand.length > 0 && { on_demand: plan.onDemand.map(({ view }) => view.name) }),
    definitions: said.definitions === null ? null : saidDefinitions(said.definitions, (path) => places.of(path)),
    inputs: said.inputs.map((input) => ({ ...input, table: places.of(input.table), path: places.of(input.path) })),
    sql: places.sql(said.sql),
  };
}

/** Views are joined in the order in which they are asked for; those on demand under no other name. */
function joinsOf(
  { views, onDemand }: JoinPlan,
  features: readonly FeatureRef[],
  places: Places,
): NonNullable<Provenance['joins']> {
  const ofRows = features.filter((ref) => !onDemand.some(({ view }) => view.name === ref.view));
  return byJoin(ofRows).flatMap(([ref], i) => {
    const name = places.of(views[i]!.view.name);
    return name === ref.view && !ref.on ? [] : [{ name, view: places.of(ref.view), on: ref.on ?? {} }];
  });
}

/** The join as one script that a plain DuckDB runs; the last statement gives the training set. */
export async function joinText(engine: Engine, plan: JoinPlan, out?: string): Promise<string> {
  const { statements, trainingSet } = await joinScript(engine, plan, out);
  return [...statements, trainingSet].map((statement) => `${statement.text};\n`).join('\n');
}
