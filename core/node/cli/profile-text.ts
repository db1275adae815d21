import type { ColumnStatistics, ProfileReport } from '../../profile/report.ts';
import { count, percent, plural } from '../../text/figures.ts';
import { textTable, type PrintedColumn } from '../../text/text-table.ts';

const longest = 24;
const commonest = 3;

/** What is in a table, for a terminal: its size and its times, and a line a column. */
export function profileText({ table, rows, columns, timestamp }: ProfileReport): string {
  const size = `${table}: ${plural(rows, 'row')}, ${plural(columns.length, 'column')}`;
  const times = timestamp?.first == null ? '' : `, from ${timestamp.first} to ${timestamp.last}`;
  const ties = timestamp?.tied_rows ? `; ${plural(timestamp.tied_rows, 'row')} tied with another` : '';
  const titles = ['column', 'type', 'is', 'nulls', 'distinct', 'mean', 'std', 'min', 'p25', 'p50', 'p75', 'p99', 'max'];
  const printed = [...titles, 'commonest'].map((title, i): PrintedColumn => ({
    title,
    align: i < 3 || title === 'commonest' ? 'left' : 'right',
  }));
  return [`${size}${times}${ties}\n`, textTable(printed, columns.map(rowOf))].join('\n');
}

function rowOf(column: ColumnStatistics): string[] {
  const { mean, std, min, p25, p50, p75, p99, max, shares = [] } = column;
  const commonestSaid = shares.slice(0, commonest).map(({ value, share }) => `${cut(value)} ${percent(share)}`);
  return [
    column.column,
    column.type,
    column.role,
    column.null_rate ? percent(column.null_rate) : '-',
    count(column.distinct),
    ...[mean, std, min, p25, p50, p75, p99, max].map(said),
    commonestSaid.join(', '),
  ];
}

function said(value: number | string | null | undefined): string {
  if (value == null) return '-';
  return typeof value === 'string' ? cut(value) : String(Number(value.toPrecision(5)));
}

function cut(text: string): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
