import { expect, it } from 'vitest';
import { shownWidth, textTable } from '../../../core/text/text-table.ts';

it('aligns columns by what a terminal shows', () => {
  const table = textTable(
    [
      { title: 'feature', align: 'left' },
      { title: 'rows', align: 'right' },
    ],
    [
      ['客户🙂', '1,000'],
      ['x', '\u001b[31m7\u001b[0m'],
    ],
  );
  expect(table.split('\n')).toEqual(['feature   rows', '客户🙂   1,000', 'x            \u001b[31m7\u001b[0m']);
});

it('counts wide characters twice and colour codes not at all', () => {
  expect(['abc', 'é', 'e\u0301', '客户', '👩‍🔬', '\u001b[1mbold\u001b[0m'].map(shownWidth)).toEqual([3, 1, 1, 4, 2, 4]);
});
