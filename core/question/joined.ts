import { choice, features, flag, span, text } from './field.ts';
import type { Meant } from './question.ts';

/** Whether a row at the very moment counts. */
const boundary = choice(['inclusive', 'strict'], {
  or: 'inclusive',
  placeholder: 'B',
  help: "whether a row at the label's very time counts",
  label: 'Which values count',
  says: {
    inclusive: {
      text: 'up to the label’s time',
      hint: 'A value at the very moment of the label counts (inclusive, as in Feast)',
    },
    strict: { text: 'before it', hint: 'A value at the very moment of the label does not count (strict)' },
  },
});

const others = {
  ttl: flag({
    or: true,
    help: 'as if no view had a TTL',
    label: 'TTL',
    hint: 'Values older than their view’s TTL do not count',
  }),
  castKeys: flag({
    or: false,
    help: 'compare join keys as text',
    label: 'keys as text',
    hint: 'Join keys are compared as text',
    rare: true,
  }),
};

/** The rules by which rows count, whatever they are joined to. */
export const ruleFields = { boundary, ...others };

/** All that picks a label row's rows. */
export const pickFields = {
  boundary,
  embargo: span({
    or: 0n,
    placeholder: 'D',
    help: 'what happened or became known less than D (6h) before a label does not count',
    label: 'embargo',
    hint: 'What happened or became known less than this before a label does not count',
  }),
  ...others,
};
export type PickOptions = Meant<typeof pickFields>;

/** How a training set's columns are named and filled. */
export const outputFields = {
  shortNames: flag({
    or: false,
    help: 'columns called feature, not view__feature',
    label: 'short names',
    hint: 'feature, not view__feature',
  }),
  withTimestamps: flag({
    or: false,
    help: 'also view__event_timestamp, the time of the row that was used',
    label: 'timestamps',
    hint: 'Adds view__event_timestamp, the time of the row that was used',
  }),
  defaults: flag({
    or: false,
    help: "a feature's default where no row was known",
    label: 'defaults',
    hint: 'Puts a feature’s default where there is no row',
  }),
};
export type OutputOptions = Meant<typeof outputFields>;

/** Which features are asked about. */
export const featureFields = {
  features: features({
    or: [],
    placeholder: 'v:f,...',
    help: 'features of views; v alone is all of them; v:"a,b" where a name has commas or colons',
  }),
  service: text({ or: undefined, placeholder: 'S', help: 'the features of a feature service', names: 'services' }),
};

/** What every question about labels joined with features asks; its rules come in a group of their own. */
export const joinedFields = {
  labels: text({ placeholder: 'L', help: 'a label table of asof.yaml, or a file', names: 'labels' }),
  ...featureFields,
  features: features({
    or: [],
    placeholder: 'v:f,...',
    help: 'features of views or of files; v alone is all of them; v:"a,b" where a name has commas or colons',
  }),
  /** A column of the labels, in place of the one that is defined or guessed. */
  target: text({ or: undefined, placeholder: 'T', help: 'the column to predict', names: { columnsOf: 'labels' } }),
};
