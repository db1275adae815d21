import { measureDrift } from '../drift/drift.ts';
import { rowsOverTime } from '../drift/over-time.ts';
import type { DriftReport, Limits, TableOverTime } from '../drift/report.ts';
import type { DriftFeature } from '../drift/sides.ts';
import type { Engine, Run } from '../engine/engine.ts';
import { stepOf } from '../engine/step.ts';
import { AsofError } from '../errors/asof-error.ts';
import { nearest } from '../errors/near.ts';
import { drift, type DriftQuestion, type TableRange } from '../question/drift.ts';
import { meant } from '../question/question.ts';
import { formatIso } from '../time/instant.ts';
import type { Relation } from '../table/relation.ts';
import { openDriftSide, type OpenedSide } from './drift-side.ts';
import type { AskContext } from './context.ts';

/** A report, and the files that it is about. */
export interface DriftFound {
  report: DriftReport;
  opened: { relation: Relation }[];
}

/** Compares two tables, or two stretches of time. Throws what opening them throws, `bad_option`, and `file_changed`. */
export async function askDrift(context: AskContext, asked: DriftQuestion, run: Run): Promise<DriftFound> {
  const { engine, workspace } = context;
  const question = meant(drift, asked);
  const opening = stepOf(run, 'opening', 'the tables', 0, 0);
  const reference = await openDriftSide(workspace, question.reference, opening);
  const current = await openDriftSide(workspace, question.current, opening);
  const features = chosen(pairColumns(reference, current), question.features);
  const sides = { reference: reference.side, current: current.side };
  const measured = await measureDrift(engine, sides, features, question, run);
  const report = { ...measured, over_time: await overTime(engine, reference, current, run) };
  const opened = [reference, current].map(({ relation }) => ({ relation }));
  for (const { relation } of opened) await workspace.tables.verify(relation);
  return { report, opened };
}

/** Null where the sides are two tables, or of one that has no time. */
async function overTime(
  engine: Engine,
  { table, relation, at, range }: OpenedSide,
  current: OpenedSide,
  run: Run,
): Promise<TableOverTime | null> {
  if (at === null || table !== current.table) return null;
  const stretches = await rowsOverTime(engine, relation.from, at, run);
  return { stretches, reference: limitsOf(range), current: limitsOf(current.range) };
}

function limitsOf({ from, to }: TableRange): Limits {
  return { from: from === null ? null : formatIso(from), to: to === null ? null : formatIso(to) };
}

/** Features of both sides by their names; a training set may call them `view__feature`. */
function pairColumns(reference: OpenedSide, current: OpenedSide): DriftFeature[] {
  const left = new Map(current.columns);
  const pairs = [...reference.columns].map(([feature, column]): DriftFeature => {
    const names = [feature, `${reference.table}__${feature}`, without(`${current.table}__`, feature)];
    const found = names.find((name) => left.has(name));
    const other = found === undefined ? null : left.get(found)!;
    if (found !== undefined) left.delete(found);
    return { view: reference.table, feature, reference: column, current: other };
  });
  const rest = [...left].map(([feature, column]) => ({
    ...{ view: current.table, feature, reference: null },
    current: column,
  }));
  return [...pairs, ...rest];
}

function chosen(all: DriftFeature[], names: readonly string[]): DriftFeature[] {
  if (!all.some(({ reference, current }) => reference && current))
    throw bad('the two tables have no column in common', 'name two tables with the same features');
  if (names.length === 0) return all;
  return names.map((name) => {
    const found = all.find(({ view, feature }) => name === feature || name === `${view}:${feature}`);
    if (found) return found;
    const known = all.map(({ feature }) => feature);
    const near = nearest(name, known);
    throw bad(
      `neither table has a feature "${name}"`,
      near ? `did you mean "${near}"?` : `there is: ${known.join(', ')}`,
    );
  });
}

function without(prefix: string, name: string): string {
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

function bad(message: string, expected: string): AsofError {
  return new AsofError('bad_option', { message, expected });
}
