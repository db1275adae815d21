import type { Engine, Run } from '../engine/engine.ts';
import { peekSeconds } from '../leakage/peeks.ts';
import { inputsDiffer } from '../skew/inputs-differ.ts';
import { offline, online } from '../skew/pairs.ts';
import type { SkewCause } from '../skew/report.ts';
import { ident, join, sql } from '../sql/sql.ts';
import { formatIso } from '../time/instant.ts';
import { isEndless } from '../time/span.ts';
import { origin, peekColumn, type AuditedView } from './audited.ts';
import { causesInRows } from './causes.ts';
import { originKinds, type AuditExample, type FeatureAudit, type Origin } from './report.ts';

/** Of a feature. */
const mostExamples = 5;
/** Worst first; what is known or null is no example. */
const worstFirst: readonly Origin[] = ['future', 'unknown', 'either', 'stale'];

/** What a view's values come to, feature by feature. */
export async function summarizeAudit(
  engine: Engine,
  rows: number,
  view: AuditedView,
  run?: Run,
): Promise<FeatureAudit[]> {
  const { planned, columns, table } = view;
  const { features } = planned;
  const counts = features.flatMap((_, i) =>
    originKinds.map((one) => sql`count(CASE WHEN ${origin(i)} = ${one} THEN 1 END)::DOUBLE AS ${ident(`${one}${i}`)}`),
  );
  const [found] = await engine.rows<Record<string, number>>(sql`SELECT ${join(counts)} FROM ${table}`, run);
  const of = (i: number) =>
    Object.fromEntries(originKinds.map((one) => [one, found![`${one}${i}`]!])) as Record<Origin, number>;
  const peeks = await peekSeconds(engine, { name: table, rows }, [...features.keys()].map(peekColumn), run);
  const causes = features.some((_, i) => of(i).unknown > 0) ? await causesOf(engine, view, run) : null;
  const summaries: FeatureAudit[] = [];
  for (const [i, { name }] of features.entries()) {
    const counted = of(i);
    summaries.push({
      column: columns[i]!,
      view: planned.view.name,
      feature: name,
      ...(view.computed && { computed: view.computed }),
      ...counted,
      known_rate: knownRate(rows, counted),
      peek_seconds: peeks[i]!,
      looks_like: causes?.[i] ?? [],
      examples: worstFirst.some((one) => counted[one] > 0) ? await examplesOf(engine, view, i, run) : [],
    });
  }
  return summaries;
}

function causesOf(engine: Engine, view: AuditedView, run?: Run): Promise<SkewCause[][]> {
  return view.computed === null
    ? causesInRows(engine, view, run)
    : inputsDiffer(engine, view, { column: origin, fine: ['known', 'null'] }, run);
}

function knownRate(rows: number, counts: Record<Origin, number>): number | null {
  const values = rows - counts.null;
  return values === counts.unknown ? null : counts.known / values;
}

interface Found {
  n: bigint;
  entity: string | null;
  at: bigint | null;
  origin: Origin;
  value: string;
  as_of: string | null;
  peek: bigint | null;
}

/** A handful: the first of each origin in turn. */
async function examplesOf(engine: Engine, view: AuditedView, i: number, run?: Run): Promise<AuditExample[]> {
  const odd = join(worstFirst.map((one) => sql`${one}`));
  const found = await engine.rows<Found>(
    sql`SELECT n, entity, epoch_us("at") AS "at", ${origin(i)} AS origin, ${online(i)}::VARCHAR AS value, ${offline(i)}::VARCHAR AS as_of, ${peekColumn(i)} AS peek
FROM (SELECT *, row_number() OVER (PARTITION BY ${origin(i)} ORDER BY n) AS place FROM ${view.table} WHERE ${origin(i)} IN (${odd}))
WHERE place <= ${mostExamples} ORDER BY place, list_position([${odd}], ${origin(i)}) LIMIT ${mostExamples}`,
    run,
  );
  return found.map(({ n, entity, at, peek: far, ...one }) => ({
    row: Number(n),
    entity,
    at: at === null ? null : formatIso(at),
    origin: one.origin,
    value: one.value,
    as_of: one.as_of,
    peek_seconds: far === null ? null : isEndless(far) ? Infinity : Number(far) / 1e6,
  }));
}
