import { AsofError } from '../errors/asof-error.ts';
import { parseDuration } from '../time/duration.ts';
import { aggregateFunctions, type Aggregation } from './definitions.ts';
import type { Fields } from './fields.ts';
import { readExpressionOf } from './read-expression-of.ts';

/** The windowed aggregates of a view; spec section 2.1. */
export function readAggregations(view: Fields): Aggregation[] {
  if (view.node('features'))
    view.wrong(view.node('features')!, `${view.what} has features and aggregations`, 'keep one of them');
  const seen = new Set<string>();
  const all = view.mappings('aggregations', (number) => `aggregation ${number} of ${view.what}`);
  if (all.length === 0)
    view.missing('aggregations', 'write - {name: spend_30d, function: sum, column: amount, window: 30d}');
  return all.map((fields) => {
    const name = fields.required('name', 'what the feature is called');
    if (name) fields.what = `aggregation "${name}" of ${view.what}`;
    if (seen.has(name.toLowerCase())) fields.wrong(fields.start, `${fields.what} is there twice`, 'keep one of them');
    seen.add(name.toLowerCase());
    const fn = fields.oneOf('function', aggregateFunctions);
    if (!fields.node('function')) fields.missing('function', `write one of ${aggregateFunctions.join(', ')}`);
    const column = fields.text('column');
    if (fn && fn !== 'count' && column === undefined) fields.missing('column', `name the column to take the ${fn} of`);
    const aggregation = {
      name,
      function: fn ?? 'count',
      column,
      window: readWindow(fields),
      filter: readExpressionOf(fields, 'filter'),
      description: fields.text('description'),
    };
    fields.done();
    return aggregation;
  });
}

/** Microseconds; null is `lifetime`. */
function readWindow(fields: Fields): bigint | null {
  const expected = 'write how far back it reaches, for example 30d, or lifetime';
  if (!fields.node('window')) fields.missing('window', expected);
  const [window = null] = fields.parsed('window', true, (text) => {
    if (text === 'lifetime') return null;
    const span = parseDuration(text);
    if (span === null)
      throw new AsofError('definitions_invalid', {
        message: `the window of ${fields.what} is ${text}, in which nothing lies`,
        expected,
      });
    return span;
  });
  return window;
}
