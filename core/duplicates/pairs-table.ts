import { count, percent } from '../text/figures.ts';
import type { PrintedColumn, PrintedTable } from '../text/text-table.ts';
import type { DuplicatesReport } from './report.ts';

/** A row a pair of features that say the same, and which of the two to keep. */
export function duplicatesTable({ pairs }: DuplicatesReport): PrintedTable {
  const titles = ['a', 'b', 'relation', 'agree', 'of', 'what b is', 'keep', 'because'];
  const columns = titles.map((title): PrintedColumn => ({
    title,
    align: title === 'agree' || title === 'of' ? 'right' : 'left',
  }));
  const rows = pairs.map(({ a, b, relation, compared, agree, detail, keep, why }) => {
    return [a, b, relation, percent(agree / compared), count(compared), detail, keep === 'a' ? a : b, why];
  });
  return { columns, rows };
}
