import { choice, text } from './field.ts';
import type { Meant } from './question.ts';

export const plotMarks = ['histogram', 'line', 'scatter', 'bar', 'box', 'share'] as const;

const column = { columnsOf: 'of' };

/** A picture of a named cell's rows, or of a table's. */
export const plot = {
  of: text({ help: 'the cell or the table whose rows it draws', label: 'of', names: 'rows' }),
  mark: choice(plotMarks, { or: 'histogram', help: 'how it is drawn', label: 'drawn as' }),
  x: text({ help: 'a column', label: 'along', names: column }),
  y: text({ or: null, help: 'a column; without it rows are counted', label: 'up', names: column }),
  by: text({ or: null, help: 'the column that divides the rows', label: 'by', names: column }),
};
export type PlotQuestion = Meant<typeof plot>;
