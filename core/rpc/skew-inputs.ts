import { pairClasses } from '../skew/report.ts';
import type { Input } from './contract.ts';
import { featureRef } from './feature-ref-input.ts';
import {
  count,
  fields,
  flag,
  instant,
  list,
  nullable,
  oneOf,
  optional,
  size,
  tagged,
  text,
  type Check,
} from './shape.ts';
import { pairColumns, type PairSort, type SkewApi } from './skew-api.ts';

const mostPageRows = 10_000;
const number = count(Number.MAX_SAFE_INTEGER);
const feature = { result: text, view: text, feature: text };

const sort: Check<PairSort> = tagged<'by', PairSort>('by', {
  order: fields({ by: oneOf('order') }),
  difference: fields({ by: oneOf('difference') }),
  column: fields({ by: oneOf('column'), column: oneOf(...pairColumns), descending: flag }),
});

/** What the calls of skew take. */
export const skewInputs: { [M in keyof SkewApi]: Check<Input<M>> } = {
  skew: fields({
    workspace: text,
    features: list(featureRef),
    log: nullable(text),
    asOf: nullable(instant),
    tolerance: nullable(size),
    sample: nullable(number),
    options: fields({
      boundary: optional(oneOf('inclusive', 'strict')),
      ttl: optional(flag),
      castKeys: optional(flag),
    }),
  }),
  skewPicture: fields(feature),
  arrangePairs: fields({ ...feature, filter: oneOf('all', 'differs', ...pairClasses), sort }),
  skewPage: fields({ arrangement: text, from: number, count: count(mostPageRows) }),
  skewEntity: fields({ result: text, view: text, n: number }),
};
