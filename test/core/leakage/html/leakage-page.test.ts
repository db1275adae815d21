import { describe, expect, it } from 'vitest';
import type { PeekHistogram } from '../../../../core/leakage/peek-histogram.ts';
import type { FeatureLeak, LeakageReport } from '../../../../core/leakage/report.ts';
import { leakagePage } from '../../../../core/leakage/html/leakage-page.ts';

const day = 86_400_000_000n;

function featureOf(feature: string, leaked: number, naive: number, asof: number): FeatureLeak {
  const areas = { naive, asof, inflation: naive - asof };
  return {
    view: 'stats_v1',
    feature,
    leaked_rows: leaked,
    leak_rate: leaked / 100,
    changed_rows: leaked,
    naive_nulls: 0,
    asof_nulls: 0,
    peek_seconds: leaked ? { p50: 86_400, p90: 86_400, max: 86_400 } : null,
    auc: { ...areas, common: { rows: 100, ...areas } },
    suspicious: null,
  };
}

function pageOf(features: FeatureLeak[], counts: number[], future: number): string {
  const view = { view: 'stats_v1', found: 100, matched: 100, expired: 0, unknown_yet: 0, no_history: 0 };
  const leaked = Math.max(...features.map(({ leaked_rows }) => leaked_rows));
  const report: LeakageReport = {
    rows: 100,
    leaked_rows: leaked,
    leak_rate: leaked / 100,
    naive: 'latest',
    boundary: 'inclusive',
    target: 'churned',
    views: [view],
    features,
  };
  const edges = counts.map((_, i) => BigInt(i - counts.length + 1) * day);
  const histogram: PeekHistogram = {
    view: 'stats_v1',
    hasAvailable: true,
    edges: [...edges, day],
    counts,
    rows: 100,
    future,
  };
  return leakagePage({ report, labels: 'labels', embargo: 0n, histograms: [histogram], madeBy: 'asof' });
}

const colours = (page: string) =>
  page.replace(/<style>.*?<\/style>/s, '').match(/class="[^"]*\b(leak|future)\b/g) ?? [];

describe('the page of a leakage report', () => {
  it('has nothing in the colour of a leak where nothing leaks', () => {
    const page = pageOf([featureOf('spend', 0, 0.6, 0.6)], [20, 80, 0], 0);
    expect(page).toContain('future, none');
    expect(colours(page).filter((one) => !one.includes('future'))).toEqual([]);
    // The bars right of the line are of no height.
    expect(page).not.toMatch(/<text class="future"/);
  });

  it('says what comes from the future right of the line, however little lies there', () => {
    const page = pageOf([featureOf('spend', 1, 0.7, 0.6)], [40, 39, 20, 1], 1);
    const [, line, word] = /<line class="axis" x1="([\d.]+)"[^>]*>\s*<text class="future" x="([\d.]+)"/.exec(page)!;
    expect(Number(word)).toBeGreaterThan(Number(line));
    expect(Number(word)).toBeLessThanOrEqual(480 - 100);
    expect(page).toContain('future, 1 %');
    expect(page).toContain('stats_v1, time known minus label time');
  });

  it('takes a gain that reads as nothing for none, and names both marks', () => {
    const page = pageOf([featureOf('spend', 9, 0.7, 0.6), featureOf('tenure', 9, 0.504, 0.5)], [50, 50], 9);
    expect(page).toMatch(/class="n leak">\+0\.10</);
    expect(page).toMatch(/class="n">0\.00</);
    expect(page).toMatch(/●<\/span> as of.*◆<\/span> naive, latest/s);
  });

  it('breaks a name behind its view, not within a word', () => {
    expect(pageOf([featureOf('spend', 0, 0.6, 0.6)], [100], 0)).toContain('stats_v1:<wbr />spend');
  });
});
