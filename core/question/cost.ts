import { moment, texts, wholeNumber } from './field.ts';
import type { Asked } from './question.ts';

/** What is kept online takes, and what could be left out; spec section 8. */
export const cost = {
  views: texts({
    or: [],
    placeholder: 'a,b',
    help: 'feature views; without it all that are online or in the store',
    names: 'views',
  }),
  /** Null is now. */
  now: moment({ or: null, placeholder: 'T', help: 'the moment that TTLs are counted to; now without it' }),
  sample: wholeNumber({
    or: 500,
    of: 'entities',
    placeholder: 'N',
    help: 'of how many entities of a view records are measured, at most; 500 without it',
  }),
};
export type CostQuestion = Asked<typeof cost>;
