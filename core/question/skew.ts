import { wholeNumber, moment, share, text } from './field.ts';
import { featureFields, ruleFields } from './joined.ts';
import { group, type Asked } from './question.ts';

/** The store, where no log is named. */
const online = 'online';

/** Where serving differs from training; spec section 5. */
export const skew = {
  ...featureFields,
  /** A served log: a label table or a file; null is the online store. */
  log: {
    ...text({
      or: null,
      word: 'against',
      placeholder: 'online|LOG',
      help: 'the online store, or a label table or file with what was served; online is the default',
      names: 'labels',
    }),
    parse: (text: string) => (text === online ? undefined : text),
  },
  /** The moment that the offline side is taken at; null is now. A log has its own. */
  asOf: moment({ or: null, placeholder: 'T', help: 'the moment that the store is compared at; now without it' }),
  /**
   * How far apart numbers are that are `close`, as a share of the larger one. Null is the usual one: a
   * billionth, and nothing between integers and decimals.
   */
  tolerance: share({
    or: null,
    placeholder: 'X',
    help: 'numbers that differ by at most this share are close; 1e-9 without it, and 0 between integers',
  }),
  /** How many entities are compared, by the hash of their names; null is all. */
  sample: wholeNumber({
    or: null,
    of: 'entities to compare',
    placeholder: 'N',
    help: 'compare so many entities, always the same ones',
  }),
  options: group({
    ...ruleFields,
    boundary: { ...ruleFields.boundary, help: 'whether a row at the very moment counts' },
    castKeys: { ...ruleFields.castKeys, help: "compare a log's join keys as text" },
  }),
};
export type SkewQuestion = Asked<typeof skew>;
