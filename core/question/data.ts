import { text } from './field.ts';
import { featureFields } from './joined.ts';
import type { Asked } from './question.ts';

/** A table of the workspace, or a file: what is in it. The tables that are asked about are offered first. */
export const data = {
  table: text({
    or: null,
    placeholder: 'T',
    help: 'a label table or a feature view of asof.yaml, or a file; none is open without it',
    names: 'tables',
  }),
  labels: text({ or: null, placeholder: 'L', help: 'a label table of asof.yaml, or a file', names: 'labels' }),
  ...featureFields,
};
export type DataQuestion = Asked<typeof data>;
