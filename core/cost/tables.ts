import { bytes, count, percent } from '../text/figures.ts';
import type { PrintedColumn, PrintedTable } from '../text/text-table.ts';
import type { CostReport, ViewCost } from './report.ts';

/** A row a view, what its records take and of what that is. */
export function costViewsTable({ views }: CostReport): PrintedTable {
  return { columns: columnsOf(['view', 'read by'], viewTitles), rows: views.map(viewRow) };
}

/** A row a feature of the views that were measured. */
export function costFeaturesTable({ views }: CostReport): PrintedTable {
  const features = views.flatMap((view) => view.features.filter(() => view.record_bytes !== null));
  return {
    columns: columnsOf(['feature', 'type', 'read by'], ['of a record', 'of all']),
    rows: features.map((one) => [
      `${one.view}:${one.feature}`,
      one.type,
      one.read_by.join(', ') || 'none',
      mean(one.record_bytes),
      bytes(one.bytes),
    ]),
  };
}

/** A row a thing that would save something, the greatest first. */
export function savingsTable({ savings }: CostReport): PrintedTable {
  return {
    columns: columnsOf(['what would save', 'view', 'feature'], ['bytes'], ['because']),
    rows: savings.map(({ kind, view, feature, bytes: saved, detail }) => [
      kind,
      view,
      feature ?? '-',
      bytes(saved),
      detail,
    ]),
  };
}

const viewTitles = ['records', 'measured', 'of a record', 'name', 'values', 'rest', 'greatest', 'expired', 'of all'];

function viewRow({
  view,
  read_by,
  records,
  counted,
  sampled,
  record_bytes: of,
  expired_rate,
  bytes: all,
}: ViewCost): string[] {
  const parts = [of?.all, of?.name, of?.values, of?.rest, of?.greatest].map((one) =>
    one === undefined ? '-' : mean(one),
  );
  return [
    view,
    read_by.join(', ') || 'none',
    `${counted ? '' : '~'}${count(records)}`,
    count(sampled),
    ...parts,
    expired_rate === null ? '-' : percent(expired_rate),
    all === null ? 'unknown' : bytes(all),
  ];
}

/** A mean of a few bytes has a digit more than so many megabytes. */
function mean(n: number): string {
  return n < 1000 ? `${Number(n.toFixed(1))} B` : bytes(n);
}

function columnsOf(left: readonly string[], right: readonly string[], more: readonly string[] = []): PrintedColumn[] {
  const of =
    (align: PrintedColumn['align']) =>
    (title: string): PrintedColumn => ({ title, align });
  return [...left.map(of('left')), ...right.map(of('right')), ...more.map(of('left'))];
}
