import { text } from './field.ts';

/** A table of the workspace, or a file: what is in it. */
export const data = {
  table: text({ placeholder: 'T', help: 'a label table or a feature view of asof.yaml, or a file' }),
};
