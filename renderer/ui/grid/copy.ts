import { toCsv } from '../chart/to-csv.ts';

/** Forms in which rows are copied. A null is nothing in CSV, the word in Markdown. */
export type CopyForm = 'CSV' | 'Markdown';

export function copied(form: CopyForm, head: readonly string[], rows: readonly (readonly (string | null)[])[]): string {
  if (form === 'CSV') return toCsv({ head, rows: rows.map((row) => row.map((text) => text ?? '')) });
  const line = (texts: readonly string[]) => `| ${texts.join(' | ')} |\n`;
  const cells = (texts: readonly (string | null)[]) =>
    texts.map((text) => (text ?? 'null').replaceAll(/([\\|])/g, '\\$1').replaceAll(/\s+/g, ' '));
  return [line(cells(head)), line(head.map(() => '---')), ...rows.map((row) => line(cells(row)))].join('');
}
