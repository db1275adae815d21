import { describe, expect, it } from 'vitest';
import type { FeatureLeak, LeakageReport } from '../../../../core/leakage/report.ts';
import { layDumbbells as lay } from '../../../../renderer/cells/leakage/dumbbells.ts';

const beside = (naive: number | null, asof: number | null) => ({
  naive,
  asof,
  inflation: naive === null || asof === null ? null : naive - asof,
});
const feature = (name: string, naive: number | null, asof: number | null, leaked = 10): FeatureLeak => ({
  view: 'stats',
  feature: name,
  leaked_rows: leaked,
  leak_rate: leaked / 100,
  changed_rows: leaked,
  naive_nulls: 0,
  asof_nulls: 0,
  peek_seconds: null,
  auc: { ...beside(naive, asof), common: { rows: 90, ...beside(naive, asof) } },
  suspicious: null,
});
const report = (features: FeatureLeak[], target: string | null = 'churned', rows = 100): LeakageReport => ({
  rows,
  leaked_rows: 10,
  leak_rate: 0.1,
  naive: 'latest',
  boundary: 'inclusive',
  target,
  views: [],
  features,
});

const layDumbbells = (about: LeakageReport, hasOrder = true) => lay(about, hasOrder);

describe('what it cost', () => {
  it('puts the most flattered feature first, on a scale of tenths that holds one half', () => {
    const { rows, ticks, why } = layDumbbells(report([feature('tenure', 0.6, 0.58), feature('spend', 0.87, 0.66)]));
    expect(rows.map((row) => row.said)).toEqual([
      'spend: AUC 0.87 naive, 0.66 as of, +0.21',
      'tenure: AUC 0.60 naive, 0.58 as of, +0.02',
    ]);
    expect(ticks.map(({ text }) => text)).toEqual(['0.5', '0.6', '0.7', '0.8', '0.9']);
    expect(rows.every(({ ends }) => ends!.naive >= 0 && ends!.naive <= 1)).toBe(true);
    expect(why).toBeNull();
  });

  it('reaches below one half where a feature does', () => {
    expect(layDumbbells(report([feature('spend', 0.12, 0.4)])).ticks[0]!.text).toBe('0.1');
  });

  it('says why there is no AUC', () => {
    const none = { ...feature('tier', null, null), auc: null };
    expect(layDumbbells(report([none], null)).why).toMatch(/^No target is named/);
    expect(layDumbbells(report([feature('spend', null, null)])).why).toMatch(/^churned has only one class/);
    expect(layDumbbells(report([none])).why).toBe(
      'An AUC takes a target with two values, and churned has not two here.',
    );
    expect(layDumbbells(report([none]), false).why).toMatch(/features that have an order/);
    expect(layDumbbells(report([feature('spend', null, null)], 'churned', 0)).why).toMatch(/^There are no label rows/);
  });

  it('says of a feature whose rows are all of one class that they are, and not that it has no order', () => {
    const { rows } = layDumbbells(report([feature('rare', null, null), feature('spend', 0.8, 0.7)]));
    expect(rows.find((row) => row.feature === 'rare')!.none).toBe('no AUC: its rows are all of one class');
  });

  it('keeps a feature without an AUC beside those that have one', () => {
    const { rows } = layDumbbells(report([{ ...feature('tier', null, null), auc: null }, feature('spend', 0.8, 0.7)]));
    expect(rows.map((row) => [row.feature, row.ends === null, row.none])).toEqual([
      ['spend', false, ''],
      ['tier', true, 'no AUC: it has no order'],
    ]);
  });
});
