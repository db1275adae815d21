import { text } from './field.ts';
import type { Asked } from './question.ts';

/** What is in a table of the workspace, in a file, or in a stretch of its time. */
export const profile = {
  table: text({
    placeholder: 'T',
    help: 'a label table, a feature view or a source of asof.yaml, or a file; NAME@START..END is a stretch of its time, without END itself',
  }),
};
export type ProfileQuestion = Asked<typeof profile>;
