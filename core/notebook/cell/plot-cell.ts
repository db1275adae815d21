import type { Fields } from '../../model/fields.ts';

const marks = ['histogram', 'line', 'scatter', 'bar', 'box', 'share'] as const;

/** A picture of a named cell's rows, or of a table's. */
export interface PlotQuestion {
  of: string;
  mark: (typeof marks)[number];
  x: string;
  /** A column; null is a count of rows. */
  y: string | null;
  /** The column that divides the rows into series. */
  by: string | null;
}

export function readPlot(fields: Fields): PlotQuestion {
  const of = fields.required('of', 'name the cell or the table whose rows it draws');
  const x = fields.required('x', 'name a column');
  if (fields.node('mark') === null) fields.missing('mark', `it can be ${marks.join(', ')}`);
  const mark = fields.oneOf('mark', marks) ?? 'histogram';
  const y = fields.text('y') ?? null;
  const needsY = mark === 'line' || mark === 'scatter' || mark === 'box';
  if (needsY && y === null) fields.missing('y', `a ${mark} has a column for either axis`);
  return { of, mark, x, y, by: fields.text('by') ?? null };
}
