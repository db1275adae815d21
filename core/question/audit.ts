import { featureColumns, text } from './field.ts';
import { joinedFields, outputFields, pickFields } from './joined.ts';
import { group, type Asked } from './question.ts';
import { skew } from './skew.ts';

const { target: _, ...joined } = joinedFields;

/** Where each value of somebody's training set can have come from; spec section 6. */
export const audit = {
  /** A label table or a file that has the keys and the time of `labels`, and columns with values of features. */
  set: text({ placeholder: 'SET', help: 'the training set: a file, or a label table of asof.yaml', names: 'labels' }),
  ...joined,
  labels: { ...joined.labels, help: 'the label table that it was made from: a label table of asof.yaml, or a file' },
  map: featureColumns({
    or: [],
    placeholder: 'c=v:f',
    names: { columnsOf: 'set' },
    help: 'the column c has the feature f of view v; else columns are called v__f or f',
  }),
  tolerance: skew.tolerance,
  options: group({ ...pickFields, defaults: outputFields.defaults }),
};
export type AuditQuestion = Asked<typeof audit>;
