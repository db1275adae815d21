import { count, percent, plural } from '../text/figures.ts';
import { code, plain, type Phrase } from '../text/phrase.ts';
import type { LeakageReport } from './report.ts';

/** How many label rows have a value, for who writes a view: of the feature that has the fewest. Ends with a space. */
export function valuesSaid({ rows, features }: Pick<LeakageReport, 'rows' | 'features'>): Phrase[] {
  const least = features.reduce<(typeof features)[number] | null>(
    (few, one) => (few === null || one.asof_nulls > few.asof_nulls ? one : few),
    null,
  );
  if (!least || rows === 0) return [];
  const found = rows - least.asof_nulls;
  const at = found === rows ? `all ${plural(rows, 'label')}` : `${count(found)} of ${plural(rows, 'label')}`;
  const share = found === rows ? '' : ` (${percent(found / rows)})`;
  if (features.length === 1) return [code(least.feature), plain(` has a value at ${at}${share}. `)];
  if (found === rows) return [plain(`All ${features.length} features have a value at ${at}. `)];
  return [
    plain(`Of ${features.length} features, `),
    code(least.feature),
    plain(` has the fewest values: at ${at}${share}. `),
  ];
}
