import type { Fields } from '../../model/fields.ts';
import { plot, type PlotQuestion } from '../../question/plot.ts';
import { meant } from '../../question/question.ts';
import { readAsked } from '../../question/read-cell.ts';

/** What a plot asks, with a column up where its mark needs one. */
export function readPlot(fields: Fields): PlotQuestion {
  const asked = meant(plot, readAsked(plot, fields));
  const { mark, y } = asked;
  const needsY = mark === 'line' || mark === 'scatter' || mark === 'box';
  if (needsY && y === null) fields.missing('y', `a ${mark} has a column for either axis`);
  return asked;
}
