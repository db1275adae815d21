import { moment, share, texts, wholeNumber } from './field.ts';
import type { Asked } from './question.ts';

/** Which features say the same, by their values at the same entities and moment; spec section 8. */
export const duplicates = {
  views: texts({ or: [], placeholder: 'a,b', help: 'these feature views alone; all without it', names: 'views' }),
  /** Null is now. */
  asOf: moment({
    or: null,
    placeholder: 'T',
    help: 'the moment that values are compared at, each the last that was known by then; now without it',
  }),
  agree: share({
    or: 0.95,
    placeholder: 'X',
    help: 'the share of values that have to agree before two features nearly say the same; 95% without it',
  }),
  sample: wholeNumber({
    or: 100_000,
    of: 'entities',
    placeholder: 'N',
    help: 'of how many entities values are compared, at most; 100000 without it',
  }),
};
export type DuplicatesQuestion = Asked<typeof duplicates>;
