import { entity, flag, text } from './field.ts';
import { confirmField } from './materialize.ts';
import type { Asked } from './question.ts';

/** Removes records from the online store: a view's, of it one entity's, or all of the project. */
export const forget = {
  view: text({
    or: null,
    placeholder: 'v',
    help: 'all records of a feature view, and what is remembered of its runs',
  }),
  entity: entity({
    or: null,
    placeholder: 'key=value[,key=value]',
    help: 'of that view only the record of this entity',
  }),
  project: flag({ or: false, help: 'all records of every view of the project' }),
  dryRun: flag({ or: false, help: 'say how many would be removed, and remove nothing' }),
  ...confirmField,
};
export type ForgetQuestion = Asked<typeof forget>;

/** One entity's record of a view. */
export const forgetEntity = {
  view: text({ help: 'a feature view' }),
  entity: entity({ help: 'an entity by its join keys' }),
  ...confirmField,
};
export type ForgetEntityQuestion = Asked<typeof forgetEntity>;
