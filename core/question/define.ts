import { text, viewFields } from './field.ts';
import { leakage } from './leakage.ts';
import type { Asked } from './question.ts';

/** A view that is being written, tried on labels before `asof.yaml` has it. */
export const define = {
  labels: text({ help: 'the labels to try it on: a label table of asof.yaml, or a file' }),
  view: viewFields({ help: 'the fields of the view' }),
  naive: leakage.naive,
};
export type DefineQuestion = Asked<typeof define>;
