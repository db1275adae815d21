import { oneLine } from './one-line.ts';

export interface PrintedColumn {
  title: string;
  align: 'left' | 'right';
}

/** A table of texts, for a terminal (`textTable`) as for a page (`core/html/printed-table.ts`). */
export interface PrintedTable {
  columns: readonly PrintedColumn[];
  rows: readonly (readonly string[])[];
}

/** Plain text in columns under their titles, two spaces between; widths count what a terminal shows, not colour codes. */
export function textTable(columns: readonly PrintedColumn[], said: readonly (readonly string[])[]): string {
  const rows = said.map((row) => row.map(oneLine));
  const widths = columns.map((column, c) => Math.max(...[column.title, ...rows.map((row) => row[c]!)].map(shownWidth)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, c) => {
        const space = ' '.repeat(widths[c]! - shownWidth(cell));
        return columns[c]!.align === 'right' ? space + cell : cell + space;
      })
      .join('  ')
      .trimEnd();
  return [line(columns.map((column) => column.title)), ...rows.map(line)].join('\n');
}

/** How many cells of a terminal a text takes: wide East Asian characters and emoji take two, marks and colour codes none. */
export function shownWidth(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  let width = 0;
  // Made only here: it takes 30 ms.
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  for (const { segment } of segmenter.segment(text.replaceAll(colourCode, ''))) {
    width +=
      /\p{Extended_Pictographic}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u.test(
        segment,
      )
        ? 2
        : 1;
  }
  return width;
}

let segmenter: Intl.Segmenter | undefined;
const colourCode = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');
