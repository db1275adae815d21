import type { DriftFeature } from '../drift/sides.ts';
import { AsofError } from '../errors/asof-error.ts';
import { nearest } from '../errors/near.ts';
import type { OpenedSide } from './drift-side.ts';

/** What is compared with what. */
export interface DriftPair {
  reference: OpenedSide;
  current: OpenedSide;
}

/**
 * The features of each pair: those that are named, else all. Throws `bad_option` where the sides have none in common, and
 * for a name that neither has.
 */
export function featuresOfPairs(pairs: readonly DriftPair[], names: readonly string[]): DriftFeature[][] {
  const all = pairs.map(pairColumns);
  const every = all.flat();
  if (!every.some(({ reference, current }) => reference && current))
    throw bad('the two have no column in common', 'name two tables with the same features');
  const isNamed = ({ view, feature }: DriftFeature, name: string): boolean =>
    name === feature || name === `${view}:${feature}`;
  for (const name of names) if (!every.some((one) => isNamed(one, name))) throw unknown(name, every);
  return names.length === 0 ? all : all.map((some) => some.filter((one) => names.some((name) => isNamed(one, name))));
}

/** Features of both sides by their names; a training set may call them `view__feature`. */
function pairColumns({ reference, current }: DriftPair): DriftFeature[] {
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

function unknown(name: string, all: readonly DriftFeature[]): AsofError {
  const known = all.map(({ feature }) => feature);
  const near = nearest(name, known);
  return bad(
    `neither side has a feature "${name}"`,
    near ? `did you mean "${near}"?` : `there is: ${known.join(', ')}`,
  );
}

function without(prefix: string, name: string): string {
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

function bad(message: string, expected: string): AsofError {
  return new AsofError('bad_option', { message, expected });
}
