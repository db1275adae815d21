import { choice, text } from './field.ts';
import type { Meant } from './question.ts';

export const plotMarks = ['histogram', 'line', 'scatter', 'bar', 'box', 'share'] as const;

/** A picture of a named cell's rows, or of a table's. */
export const plot = {
  of: text({ help: 'the cell or the table whose rows it draws', label: 'of' }),
  mark: choice(plotMarks, { or: 'histogram', help: 'how it is drawn', label: 'drawn as' }),
  x: text({ help: 'a column', label: 'along' }),
  y: text({ or: null, help: 'a column; without it rows are counted', label: 'up' }),
  by: text({ or: null, help: 'the column that divides the rows', label: 'by' }),
};
export type PlotQuestion = Meant<typeof plot>;
