import { AsofError } from '../../errors/asof-error.ts';
import { formatDuration, parseDuration } from '../../time/duration.ts';
import * as shape from '../../types/shape.ts';
import type { Fields } from '../fields.ts';
import { present, type Plain } from '../present.ts';
import { readExpressionOf } from '../read-expression-of.ts';
import { readListed } from './read-listed.ts';

export type AggregateFunction = (typeof aggregateFunctions)[number];
export const aggregateFunctions = [
  ...(['count', 'sum', 'mean', 'min', 'max'] as const),
  ...(['stddev', 'first', 'last', 'count_distinct'] as const),
];

/** A feature that is computed from the events of a window; spec section 2.1. */
export interface Aggregation {
  name: string;
  function: AggregateFunction;
  /** Absent for `count` of rows. */
  column?: string;
  /** Microseconds; null is `lifetime`. */
  window: bigint | null;
  /** An expression over the source's columns, as written. */
  filter?: string;
  description?: string;
}

export const aggregationsShape: shape.Check<Aggregation[]> = shape.listed(
  shape.fields({
    name: shape.shortText,
    function: shape.oneOf(...aggregateFunctions),
    column: shape.optional(shape.shortText),
    window: shape.nullable(shape.spanOfTime),
    filter: shape.optional(shape.shortText),
    description: shape.optional(shape.shortText),
  }),
);

/** The windowed aggregates of a view; spec section 2.1. */
export function readAggregations(view: Fields): Aggregation[] {
  if (view.node('features'))
    view.wrong(view.node('features')!, `${view.what} has features and aggregations`, 'keep one of them');
  const all = readListed(view, 'aggregations', 'aggregation', 'what the feature is called', (name, fields) => {
    const fn = fields.oneOf('function', aggregateFunctions);
    if (!fields.node('function')) fields.missing('function', `write one of ${aggregateFunctions.join(', ')}`);
    const column = fields.text('column');
    if (fn && fn !== 'count' && column === undefined) fields.missing('column', `name the column to take the ${fn} of`);
    return {
      name,
      function: fn ?? 'count',
      column,
      window: readWindow(fields),
      filter: readExpressionOf(fields, 'filter'),
      description: fields.text('description'),
    };
  });
  if (all.length === 0)
    view.missing('aggregations', 'write - {name: spend_30d, function: sum, column: amount, window: 30d}');
  return all;
}

/** Microseconds; null is `lifetime`. */
function readWindow(fields: Fields): bigint | null {
  const expected = 'write how far back it reaches: a whole number and s, m, h, d or w, for example 30d, or lifetime';
  if (!fields.node('window')) fields.missing('window', expected);
  const [window = null] = fields.parsed('window', true, (text) => {
    if (text === 'lifetime') return null;
    const span = durationOr(text, expected);
    if (span === null)
      throw new AsofError('definitions_invalid', {
        message: `the window of ${fields.what} is ${text}, in which nothing lies`,
        expected,
      });
    return span;
  });
  return window;
}

/** What is no duration is told what a window can be: of a TTL nothing is no limit. */
function durationOr(text: string, expected: string): bigint | null {
  try {
    return parseDuration(text);
  } catch (error) {
    if (!(error instanceof AsofError) || error.code !== 'bad_duration') throw error;
    throw new AsofError('definitions_invalid', { message: error.title, expected });
  }
}

/** The inverse of reading them. */
export function plainAggregations(aggregations: readonly Aggregation[]): Plain[] {
  return aggregations.map(({ name, function: fn, column, window, filter, description }) =>
    present({
      ...{ name, function: fn, column },
      window: window === null ? 'lifetime' : formatDuration(window),
      ...{ filter, description },
    }),
  );
}
