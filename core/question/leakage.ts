import { choice } from './field.ts';
import { joinedFields, pickFields } from './joined.ts';
import { group, type Asked } from './question.ts';

/** What a naive join would leak; spec section 3.2. */
export const leakage = {
  ...joinedFields,
  options: group(pickFields),
  /** Spec section 3.1. */
  naive: choice(['latest', 'nearest', 'same-day', 'event-time'], {
    or: 'latest',
    placeholder: 'N',
    help: 'the join to compare with; latest is the default',
  }),
  model: choice(['time', 'random'], {
    or: undefined,
    placeholder: 'S',
    help: 'also what it costs a model of all features, tested on the latest rows (time) or on rows by chance (random)',
  }),
};
export type LeakageQuestion = Asked<typeof leakage>;
