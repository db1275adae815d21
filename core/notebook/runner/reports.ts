import type { ViewCoverage } from '../../join/request.ts';
import type { TableProfile } from '../../profile/report.ts';
import type { SqlRows } from '../sql/sandbox.ts';

/** What a check cell can claim of a table. */
export function dataReport({ head: _, timestamp: __, columns, ...profile }: TableProfile): object {
  return { ...profile, columns: columns.map(({ bins: ___, ...column }) => column) };
}

/** What a check cell can claim of a training set: how its label rows fared, view by view. */
export function trainingSetReport(rows: number, columns: number, coverage: readonly ViewCoverage[]): object {
  return { rows, columns, views: coverage.map(({ unmatched: _, odd: __, untimed: ___, ...counts }) => counts) };
}

/** What SQL answers, without its rows. */
export function sqlReport({ rows, columns }: Pick<SqlRows, 'rows' | 'columns'>, row: object | null): object {
  return { rows, columns, ...(row && { row }) };
}
