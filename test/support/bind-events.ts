import type { Engine } from '../../core/engine/engine.ts';
import { defaultJoinOptions, type JoinPlan } from '../../core/join/request.ts';
import type { AggregateFunction } from '../../core/model/views/aggregations.ts';
import { ident, unsafe } from '../../core/sql/sql.ts';
import type { Instant } from '../../core/table/bound.ts';
import { resultType } from '../../core/view/windows/result-type.ts';
import { parseDuration } from '../../core/time/duration.ts';
import type { Boundary } from '../../core/view/moment.ts';
import { tableOfValues, type Value } from './bind-rows.ts';

/** A case of windowed aggregates with known answers, as ../fixtures/windows has them. */
export interface WindowCase {
  join_keys: string[];
  boundary: Boundary;
  embargo?: string;
  dedupe_by?: string;
  view: {
    name: string;
    timestamp_field: string;
    created_timestamp_field: string | null;
    available_at: string | null;
    columns: Record<string, string>;
    aggregations: { name: string; function: AggregateFunction; column?: string; window: string; filter?: string }[];
    rows: Record<string, Value>[];
  };
  labels: Record<string, Value>[];
  expected: Record<string, Value>[];
}

/** The case's labels and its view, bound as if they had been opened. */
export async function bindEvents(engine: Engine, known: WindowCase): Promise<JoinPlan> {
  const { view } = known;
  const keys = known.join_keys.map((name) => ({ name, column: name, type: keyType(known, name) }));
  const times = [view.timestamp_field, view.created_timestamp_field].filter((name) => name !== null);
  const keyColumns = keys.map(({ name, type }): [string, string] => [name, type]);
  const labels = await tableOfValues(engine, 'labels', [...keyColumns, ['event_timestamp', 'TIMESTAMP']], known.labels);
  const columns: [string, string][] = [
    ...keyColumns,
    ...times.map((name): [string, string] => [name, 'TIMESTAMP']),
    ...(known.dedupe_by && !(known.dedupe_by in view.columns)
      ? [[known.dedupe_by, 'VARCHAR'] as [string, string]]
      : []),
    ...Object.entries(view.columns),
  ];
  const relation = await tableOfValues(engine, 'events', columns, view.rows);
  const features = view.aggregations.map(({ name, function: fn, column, window, filter }) => {
    const observed = column === undefined ? null : { name: column, type: view.columns[column]! };
    const aggregate = {
      function: fn,
      column: observed,
      window: window === 'lifetime' ? null : parseDuration(window),
      filter: filter === undefined ? null : unsafe(filter),
    };
    return {
      name,
      column: name,
      type: resultType(fn, observed?.type ?? null)!,
      default: null,
      aggregate,
      output: name,
    };
  });
  const bound = {
    name: view.name,
    relation,
    keys,
    timestamp: at(view.timestamp_field),
    created: view.created_timestamp_field === null ? null : at(view.created_timestamp_field),
    available: view.available_at === null ? null : at(view.available_at),
    ttl: null,
    features,
    ...(known.dedupe_by && { dedupeBy: [known.dedupe_by] }),
    inferred: [],
  };
  return {
    labels: { name: 'labels', relation: labels, keys, timestamp: at('event_timestamp'), target: null, inferred: [] },
    views: [{ view: bound, features }],
    onDemand: [],
    options: {
      ...defaultJoinOptions,
      boundary: known.boundary,
      embargo: known.embargo === undefined ? 0n : parseDuration(known.embargo)!,
    },
  };
}

function keyType({ labels, view }: WindowCase, key: string): string {
  return [...labels, ...view.rows].some((row) => typeof row[key] === 'string') ? 'VARCHAR' : 'BIGINT';
}

function at(column: string): Instant {
  return { column, at: ident(column) };
}
