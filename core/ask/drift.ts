import { measureDrift, type MeasuredDrift } from '../drift/drift.ts';
import {
  worstDriftFirst,
  type ComparedSides,
  type DriftCause,
  type DriftReport,
  type FeatureDrift,
  type StretchDrift,
} from '../drift/report.ts';
import { causesOf } from '../drift/same-entities.ts';
import type { Run } from '../engine/engine.ts';
import { Scratch } from '../engine/scratch.ts';
import { stepOf } from '../engine/step.ts';
import { AsofError } from '../errors/asof-error.ts';
import { drift, onlineSide, parseTableRange, type DriftQuestion } from '../question/drift.ts';
import { meant } from '../question/question.ts';
import type { Relation } from '../table/relation.ts';
import { featuresOfPairs, type DriftPair } from './drift-features.ts';
import { shiftsOf, tableOverTime } from './drift-over-time.ts';
import { openOnlineSides } from './drift-online.ts';
import { openDriftSide } from './drift-side.ts';
import type { AskContext } from './context.ts';

/** A report, and the files that it is about. */
export interface DriftFound {
  report: DriftReport;
  opened: { relation: Relation }[];
}

/**
 * Compares two tables, two stretches of time, or one with what is online. Throws what opening them throws, `bad_option`,
 * and `file_changed`.
 */
export async function askDrift(context: AskContext, asked: DriftQuestion, run: Run): Promise<DriftFound> {
  const { engine, workspace } = context;
  const question = meant(drift, asked);
  const scratch = new Scratch(engine);
  try {
    const pairs = await openPairs(context, question, scratch, stepOf(run, 'opening', 'both sides', 0, 0));
    const features = featuresOfPairs(pairs, question.features);
    const found: FeatureDrift[] = [];
    let last: MeasuredDrift | null = null;
    for (const [i, pair] of pairs.entries()) {
      if (features[i]!.length === 0) continue;
      const sides = { reference: pair.reference.side, current: pair.current.side };
      last = await measureDrift(engine, sides, features[i]!, question, run);
      const shifts = await shiftsOf(engine, pair, last, question, stepOf(run, 'comparing', 'features over time'));
      const causes = await causesOf(engine, scratch, sides, last, question, run);
      found.push(...last.features.map((feature) => withMore(feature, shifts, causes)));
    }
    const opened = [...new Set(pairs.flatMap(({ reference, current }) => [reference.relation, current.relation]))];
    const relations = opened.filter((relation) => relation !== null);
    const over_time = last && pairs.length === 1 ? await tableOverTime(engine, pairs[0]!, last, run) : null;
    for (const relation of relations) await workspace.tables.verify(relation);
    const sides = pairs.flatMap(({ reference, current }) => [reference, current]);
    const not_compared = [...new Set(sides.flatMap(({ leftOut }) => leftOut))];
    const { reference, current } = question;
    const report = { reference, current, ...together(found), not_compared, over_time };
    return { report, opened: relations.map((relation) => ({ relation })) };
  } finally {
    await scratch.drop();
  }
}

/** Throws where a stretch of time is asked for of it. */
function isOnline(name: string): boolean {
  const { table, from, to } = parseTableRange(name);
  if (table !== onlineSide) return false;
  if (from === null && to === null) return true;
  throw new AsofError('bad_option', {
    message: `"${name}" names a time, and what is online is of now`,
    expected: `write ${onlineSide} alone`,
  });
}

/** One pair; with what is online, one for each view that the other side has features of. */
async function openPairs(
  context: AskContext,
  { reference, current }: Pick<DriftQuestion, 'reference' | 'current'>,
  scratch: Scratch,
  run: Run,
): Promise<DriftPair[]> {
  const [isReference, isCurrent] = [reference, current].map(isOnline);
  const open = (name: string) => openDriftSide(context.workspace, name, run);
  if (!isReference && !isCurrent) return [{ reference: await open(reference), current: await open(current) }];
  if (isReference && isCurrent)
    throw new AsofError('bad_option', {
      message: 'both sides are what is online',
      expected: 'name a table for one of them',
    });
  const other = await open(isReference ? current : reference);
  const found = await openOnlineSides(context, other, scratch, run);
  if (found.length === 0)
    throw new AsofError('bad_option', {
      message: `${other.table} has no feature of a view that is online`,
      expected: 'name a view that is online, or a training set whose columns are called view__feature',
    });
  return found.map(({ other: side, online }) =>
    isReference ? { reference: online, current: side } : { reference: side, current: online },
  );
}

function withMore(
  feature: ComparedSides,
  shifts: ReadonlyMap<ComparedSides, StretchDrift[]>,
  causes: ReadonlyMap<ComparedSides, DriftCause>,
): FeatureDrift {
  return { ...feature, over_time: shifts.get(feature) ?? null, cause: causes.get(feature) ?? null };
}

function together(features: readonly FeatureDrift[]): Pick<DriftReport, 'drifted' | 'features'> {
  const judged = features.filter(({ drifted }) => drifted !== null);
  return {
    drifted: judged.length > 0 ? judged.filter(({ drifted }) => drifted).length : null,
    features: worstDriftFirst(features),
  };
}
