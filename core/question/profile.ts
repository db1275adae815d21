import { text } from './field.ts';
import type { Asked } from './question.ts';

/** What is in a table of the workspace, or in a file. */
export const profile = {
  table: text({ placeholder: 'T', help: 'a label table, a feature view or a source of asof.yaml, or a file' }),
};
export type ProfileQuestion = Asked<typeof profile>;
