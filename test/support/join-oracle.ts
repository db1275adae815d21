import { expect } from 'vitest';
import type { Engine } from '../../core/engine/engine.ts';
import { coverage } from '../../core/join/coverage.ts';
import { runJoin, trainingSetSql } from '../../core/join/join.ts';
import { naiveStrategies, type JoinPlan } from '../../core/join/request.ts';
import { leakageReport } from '../../core/leakage/leakage.ts';
import { pairUp } from '../../core/leakage/pairs.ts';
import type { LeakageReport } from '../../core/leakage/report.ts';
import { ident, join, sql, type Sql } from '../../core/sql/sql.ts';
import {
  infinity,
  oracleAuc,
  oracleFound,
  oracleJoin,
  oracleNaive,
  oraclePeek,
  oracleQuantile,
  type OracleLabel,
  type OracleRow,
  type OracleView,
} from './oracle.ts';

/** Joins a plan and expects the oracle's values, coverage and, for every naive strategy, its leakage report. */
export async function expectOracle(
  engine: Engine,
  plan: JoinPlan,
  labels: OracleLabel[],
  views: OracleView[],
  hint: string,
): Promise<void> {
  const joined = await runJoin(engine, plan);
  try {
    const answers = views.map((view) => labels.map((label) => oracleJoin(label, view)));
    expect(
      await outputs(
        engine,
        plan,
        joined.views.map((view) => view.picks),
      ),
      hint,
    ).toEqual(
      labels.map((_, i) =>
        plan.views.flatMap((planned, v) => planned.features.map((_f, f) => answers[v]![i]!.row?.values[f] ?? null)),
      ),
    );
    const counted = await coverage(engine, joined);
    expect(
      counted.map(({ unmatched: _, untimed: __, odd: ___, ...counts }) => counts),
      hint,
    ).toEqual(
      plan.views.map((planned, v) => {
        const of = (status: string): number => answers[v]!.filter((answer) => answer.status === status).length;
        return {
          view: planned.view.name,
          found: labels.filter((label) => oracleFound(label, views[v]!)).length,
          matched: of('matched'),
          expired: of('expired'),
          unknown_yet: of('unknown_yet'),
          no_history: of('no_history'),
        };
      }),
    );
    for (const naive of naiveStrategies) {
      const pairs = await pairUp(engine, joined, naive);
      const picks = views.map((view) => labels.map((label) => oracleNaive(label, view, naive)));
      const asof = answers.map((rows) => rows.map((answer) => answer.row));
      expectReport(
        await leakageReport(engine, pairs),
        oracleReport(plan, labels, views, picks, asof),
        `${hint} ${naive}`,
      );
      await pairs.scratch.drop();
    }
  } finally {
    await joined.scratch.drop();
  }
}

async function outputs(engine: Engine, plan: JoinPlan, picks: Sql[]): Promise<unknown[][]> {
  const names = plan.views.flatMap((planned) => planned.features.map((feature) => feature.output!));
  const rows = await engine.rows(
    sql`SELECT ${join(names.map((name) => ident(name)))} FROM (${trainingSetSql(plan, picks)})`,
  );
  return rows.map((row) => names.map((name) => row[name]));
}

type ExpectedReport = Pick<LeakageReport, 'rows' | 'leaked_rows' | 'features'>;

function oracleReport(
  plan: JoinPlan,
  labels: OracleLabel[],
  views: OracleView[],
  naive: (OracleRow | null)[][],
  asof: (OracleRow | null)[][],
): ExpectedReport {
  const targets = labels.map((label) => label.target);
  const binary = new Set(targets.filter((target) => target !== null)).size === 2;
  const leaky = new Set<number>();
  const features = plan.views.flatMap((planned, v) =>
    planned.features.map((feature, f) => {
      const of = (rows: (OracleRow | null)[]): (string | number | null)[] => rows.map((row) => row?.values[f] ?? null);
      const [before, after] = [of(naive[v]!), of(asof[v]!)];
      const peeks: number[] = [];
      labels.forEach((label, i) => {
        const peek = oraclePeek(label, naive[v]![i]!, views[v]!);
        if (peek === null || before[i] === null) return;
        peeks.push(peek === infinity ? Infinity : Number(peek) / 1e6);
        leaky.add(i);
      });
      const beside = (sides: (string | number | null)[][]) => {
        const [one, other] = sides.map((values) => oracleAuc(values as (number | null)[], targets));
        return { naive: one!, asof: other!, inflation: one === null || other === null ? null : one! - other! };
      };
      const isCommon = (i: number): boolean => before[i] !== null && after[i] !== null;
      const common = [before, after].map((values) => values.map((value, i) => (isCommon(i) ? value : null)));
      const commonRows = targets.filter((target, i) => target !== null && isCommon(i)).length;
      const auc = { ...beside([before, after]), common: { rows: commonRows, ...beside(common) } };
      const isFound = labels.some((label) => oracleFound(label, views[v]!));
      const isValued = [...before, ...after].some((value) => value !== null);
      return {
        view: planned.view.name,
        feature: feature.name,
        leaked_rows: peeks.length,
        leak_rate: isFound && isValued ? peeks.length / labels.length : null,
        changed_rows: before.filter((value, i) => value !== after[i]).length,
        naive_nulls: before.filter((value) => value === null).length,
        asof_nulls: after.filter((value) => value === null).length,
        peek_seconds: peeks.length
          ? { p50: oracleQuantile(peeks, 0.5), p90: oracleQuantile(peeks, 0.9), max: Math.max(...peeks) }
          : null,
        auc: binary && feature.type !== 'VARCHAR' ? auc : null,
        suspicious: null,
      };
    }),
  );
  return { rows: labels.length, leaked_rows: leaky.size, features };
}

function expectReport(report: LeakageReport, expected: ExpectedReport, hint: string): void {
  expect([report.rows, report.leaked_rows], hint).toEqual([expected.rows, expected.leaked_rows]);
  report.features.forEach((feature, i) => {
    const { peek_seconds, auc, suspicious, ...counts } = feature;
    const { peek_seconds: expectedPeek, auc: expectedAuc, suspicious: _, ...expectedCounts } = expected.features[i]!;
    expect(counts, hint).toEqual(expectedCounts);
    expectNear(peek_seconds, expectedPeek, hint);
    expectNear(flat(auc), flat(expectedAuc), hint);
    const area = expectedAuc?.asof ?? null;
    if (area !== null && (area > 0.99 || area < 0.01)) expect(suspicious, hint).not.toBeNull();
    else expect(suspicious ?? 'it equals', hint).toMatch(/^it equals/);
  });
}

function flat(auc: LeakageReport['features'][number]['auc']): Record<string, number | null> | null {
  if (!auc) return null;
  const { common, ...all } = auc;
  return {
    ...all,
    commonRows: common.rows,
    commonNaive: common.naive,
    commonAsof: common.asof,
    commonGain: common.inflation,
  };
}

function expectNear(
  found: Record<string, number | null> | null,
  expected: Record<string, number | null> | null,
  hint: string,
): void {
  const round = (numbers: typeof found): unknown =>
    numbers &&
    Object.fromEntries(Object.entries(numbers).map(([name, n]) => [name, n === null ? null : Number(n.toFixed(9))]));
  expect(round(found), hint).toEqual(round(expected));
}
