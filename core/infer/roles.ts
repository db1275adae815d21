import type { Engine, Run } from '../engine/engine.ts';
import { toLine, type AsofError } from '../errors/asof-error.ts';
import type { FileOptions, Inference, TimeOptions } from '../model/definitions.ts';
import { stem } from '../model/path.ts';
import type { Relation } from '../table/relation.ts';
import { formatInstant } from '../time/instant.ts';
import { guessKeys } from './keys.ts';
import { eventNameStrength, fileNameLean, targetNameStrength } from './names.ts';
import { readShape, type Shape } from './shape.ts';
import { guessTarget, type TargetGuess } from './target.ts';
import type { TimeReading } from './time-readings.ts';
import { guessTimes, type TimesGuess } from './times.ts';

/** What a file is in a training set. Columns are the file's. */
export interface TableRole {
  file: string;
  role: 'labels' | 'features' | 'ignore';
  joinKeys: string[];
  /** Its values hold for everybody: it has no join keys. */
  forEverybody?: boolean;
  /** Empty where there is none. */
  timestampField: string;
  createdTimestampField?: string;
  availableAt?: string;
  target?: string;
  /** As written: `30d`. */
  ttl?: string;
  /** What is said of how it is written; spec section 2.2. */
  reading?: FileOptions & TimeOptions;
  /** As written: `6h`. Where no column says when a row was known. */
  availableAfter?: string;
}

/** A way to read a column's values as times that was tried on all of them. */
export interface OfferedReading {
  column: string;
  options: TimeReading['options'];
  /** One of the values, and what it is then, in UTC. */
  value: string;
  read: string;
}

export interface GuessedRole extends TableRole {
  /** Where no column holds times as they are: what can be chosen. Nothing is, for a wrong guess would leak. */
  readings: OfferedReading[];
  /** Of a file that is left out, its role's reason says why. */
  inferred: Inference[];
}

interface Candidate {
  shape: Shape;
  times: TimesGuess;
}

/**
 * Guesses which of some files is the label table and which hold features, together: one file's part
 * depends on the others'. Exactly one is the label table, where there are two or more that can be joined.
 */
export async function guessRoles(engine: Engine, relations: readonly Relation[], run?: Run): Promise<GuessedRole[]> {
  const candidates: Candidate[] = [];
  for (const relation of relations) {
    const shape = await readShape(engine, relation, run);
    candidates.push({ shape, times: timesOrReadable(shape) });
  }
  const usable = candidates.filter(({ times }) => times.timestampField !== null);
  const labels = chooseLabels(usable);
  const target = labels && (await guessLabelsTarget(engine, labels.candidate, usable, run));
  return candidates.map((candidate) => {
    if (labels && target && candidate === labels.candidate) return labelsRole(candidate, usable, labels.reason, target);
    return featuresRole(candidate, labels?.candidate ?? null);
  });
}

/** Else the column that can be read as times, if the user says how. */
function timesOrReadable(shape: Shape): TimesGuess {
  const times = guessTimes(shape);
  const readable = shape.columns.filter(({ readings }) => readings.length > 0);
  const [best] = readable.toSorted((a, b) => eventNameStrength(b.name) - eventNameStrength(a.name));
  if (!times.problem || !best) return times;
  const reason = 'what it holds can be read as times';
  return {
    ...times,
    timestampField: best.name,
    inferred: [{ what: 'timestamp_field', value: best.name, reason }],
    problem: null,
  };
}

function readingsOf(shape: Shape): OfferedReading[] {
  return shape.columns.flatMap(({ name: column, readings }) =>
    readings.map(({ options, value, instant }) => ({ column, options, value, read: formatInstant(instant) })),
  );
}

function labelsRole(
  candidate: Candidate,
  usable: readonly Candidate[],
  reason: string,
  target: TargetGuess,
): GuessedRole {
  const partners = partnersOf(candidate, usable);
  const taken = [...timesOf(candidate), ...(target.target ? [target.target] : [])];
  const keys = guessKeys(candidate.shape, { known: [], partners, taken });
  if (keys.problem) return ignored(candidate, keys.problem);
  return {
    file: candidate.shape.relation.name,
    role: 'labels',
    joinKeys: keys.keys,
    timestampField: candidate.times.timestampField!,
    ...(target.target && { target: target.target }),
    inferred: [
      { what: 'role', value: 'labels', reason },
      ...candidate.shape.relation.inferred,
      ...keys.inferred,
      ...candidate.times.inferred.filter(({ what }) => what === 'timestamp_field'),
      ...target.inferred,
    ],
    readings: readingsOf(candidate.shape),
  };
}

function featuresRole(candidate: Candidate, labels: Candidate | null): GuessedRole {
  const { shape, times } = candidate;
  if (times.problem) return ignored(candidate, times.problem);
  const partners = labels ? [labels.shape] : [];
  const keys = guessKeys(shape, { known: [], partners, taken: timesOf(candidate) });
  if (keys.problem) return ignored(candidate, keys.problem);
  const reason = labels ? `${labels.shape.relation.name} reads more like labels` : 'nothing in it reads like a target';
  return {
    file: shape.relation.name,
    role: 'features',
    joinKeys: keys.keys,
    timestampField: times.timestampField!,
    ...(times.created && { createdTimestampField: times.created }),
    ...(times.available && { availableAt: times.available }),
    inferred: [
      { what: 'role', value: 'features', reason },
      ...shape.relation.inferred,
      ...keys.inferred,
      ...times.inferred,
    ],
    readings: readingsOf(shape),
  };
}

function guessLabelsTarget(engine: Engine, labels: Candidate, usable: readonly Candidate[], run?: Run) {
  const partners = partnersOf(labels, usable);
  const { keys } = guessKeys(labels.shape, { known: [], partners, taken: timesOf(labels) });
  return guessTarget(engine, labels.shape, keys, run);
}

function partnersOf(candidate: Candidate, usable: readonly Candidate[]): Shape[] {
  return usable.filter((other) => other !== candidate).map(({ shape }) => shape);
}

function chooseLabels(usable: readonly Candidate[]): { candidate: Candidate; reason: string } | null {
  const scored = usable.map((candidate) => ({ candidate, ...likeLabels(candidate, usable) }));
  const best = Math.max(...scored.map(({ score }) => score));
  const tied = scored.filter(({ score }) => score === best);
  // A file alone must say itself that it holds labels.
  const [chosen] = usable.length > 1 || best >= 3 ? tied : [];
  if (!chosen) return null;
  const doubt = tied.length > 1 ? `; ${tied[1]!.candidate.shape.relation.name} could be it as well` : '';
  return { candidate: chosen.candidate, reason: (chosen.reasons.join(', ') || 'the first file') + doubt };
}

/** How much a file is like a label table, and why. */
function likeLabels({ shape, times }: Candidate, usable: readonly Candidate[]): { score: number; reasons: string[] } {
  const marks: { points: number; reason?: string }[] = [];
  const lean = fileNameLean(stem(shape.relation.name));
  if (lean !== 0) marks.push(lean > 0 ? { points: 4, reason: 'named like labels' } : { points: -3 });
  const strength = (name: string): number => [0, 1, 3, 4][targetNameStrength(name)]!;
  const free = shape.columns.filter((column) => !column.isTime);
  const [target] = free.toSorted((a, b) => strength(b.name) - strength(a.name));
  if (target && strength(target.name) > 0)
    marks.push({ points: strength(target.name), reason: `${target.name} reads like a target` });
  if (free.some((column) => column.family === 'boolean')) marks.push({ points: 1, reason: 'it has a boolean' });
  if (times.created ?? times.available) marks.push({ points: -2 });
  const others = usable.filter((other) => other.shape !== shape);
  const fewest = (size: (one: Shape) => number): boolean =>
    others.length > 0 && others.every((other) => size(shape) < size(other.shape));
  if (fewest((one) => one.relation.rows ?? Infinity)) marks.push({ points: 1, reason: 'it has the fewest rows' });
  if (fewest((one) => one.columns.length)) marks.push({ points: 1, reason: 'it has the fewest columns' });
  return {
    score: marks.reduce((sum, mark) => sum + mark.points, 0),
    reasons: marks.flatMap((mark) => mark.reason ?? []),
  };
}

function timesOf({ times }: Candidate): string[] {
  return [times.timestampField, times.created, times.available].filter((name) => name !== null);
}

function ignored({ shape, times }: Candidate, problem: AsofError): GuessedRole {
  return {
    file: shape.relation.name,
    role: 'ignore',
    joinKeys: [],
    timestampField: times.timestampField ?? '',
    inferred: [
      { what: 'role', value: 'ignore', reason: toLine(problem) },
      ...shape.relation.inferred,
      ...times.inferred,
    ],
    readings: readingsOf(shape),
  };
}
