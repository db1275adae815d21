import { moment, texts, wholeNumber } from './field.ts';
import type { Asked } from './question.ts';

/** How old what is served is, against what each view declares; spec section 8. */
export const freshness = {
  views: texts({ or: [], placeholder: 'a,b', help: 'feature views; all that are online without it', names: 'views' }),
  /** Null is now. */
  now: moment({ or: null, placeholder: 'T', help: 'the moment that ages are counted to; now without it' }),
  sample: wholeNumber({
    or: 500,
    of: 'entities',
    placeholder: 'N',
    help: 'of how many entities of a view event timestamps are looked at, at most; 500 without it',
  }),
};
export type FreshnessQuestion = Asked<typeof freshness>;
