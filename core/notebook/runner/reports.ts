import type { NotComputed } from '../../join/not-computed.ts';
import type { ViewCoverage } from '../../join/request.ts';
import type { TableProfile } from '../../profile/report.ts';
import type { SqlRows } from '../sql/sandbox.ts';

/** What a check cell can claim of a table. */
export function dataReport({ head: _, timestamp: __, columns, ...profile }: TableProfile): object {
  return { ...profile, columns: columns.map(({ bins: ___, ...column }) => column) };
}

/** A training set of so many label rows. */
export interface SetSaid {
  rows: number;
  columns: readonly unknown[];
  coverage: readonly ViewCoverage[];
  notComputed: readonly NotComputed[];
}

/** What a check cell can claim of a training set: how its label rows fared, view by view, and what could not be computed. */
export function trainingSetReport({ rows, columns, coverage, notComputed }: SetSaid): object {
  const views = coverage.map(({ unmatched: _, odd: __, untimed: ___, ...counts }) => counts);
  return { rows, columns: columns.length, views, ...(notComputed.length > 0 && { not_computed: notComputed }) };
}

/** What SQL answers, without its rows. */
export function sqlReport({ rows, columns }: Pick<SqlRows, 'rows' | 'columns'>, row: object | null): object {
  return { rows, columns, ...(row && { row }) };
}
