import { expect, it } from 'vitest';
import { skewChart } from '../../../core/skew/html/skew-chart.ts';
import type { FeatureSkew, SkewReport } from '../../../core/skew/report.ts';

const none = { mismatch: 0, missing_online: 0, missing_offline: 0, stale: 0, ahead: 0, close: 0, nulls: 0 };
const feature = (name: string, counts: Partial<FeatureSkew>): FeatureSkew => ({
  ...{ view: 'stats_v1', feature: name, type: 'BIGINT', entities: 10, pairs: 10, equal: 10, match_rate: 1 },
  ...{ ...none, looks_like: [], examples: [] },
  ...counts,
});
const report = (...features: FeatureSkew[]): SkewReport => ({
  ...{ against: 'log', as_of: null, entities: 10, not_compared: 0, sample: null },
  features,
});

it('draws the classes of each feature as parts of a bar, the worst feature first, and names those that there are', () => {
  const svg = skewChart(report(feature('good', {}), feature('bad', { equal: 6, mismatch: 4, match_rate: 0.6 })))!.html;
  expect([...svg.matchAll(/stats_v1:(\w+)/g)].map(([, name]) => name)).toEqual(['bad', 'good']);
  const wide = (of: string) => Number(new RegExp(`pairs ${of}"[^>]*width="([\\d.]+)"`).exec(svg)![1]);
  expect((wide('mismatch') + 1) / (wide('equal') + 1)).toBeCloseTo(4 / 6, 2);
  expect(svg).toMatch(/>mismatch<\/text/);
  expect(svg).not.toMatch(/>stale<\/text/);
});

it('calls equal what is null on both sides null, and draws nothing where nothing was compared', () => {
  expect(skewChart(report(feature('empty', { nulls: 10 })))!.html).toMatch(/>null on both sides<\/text/);
  expect(skewChart(report(feature('none', { pairs: 0, equal: 0, match_rate: null })))).toBeNull();
});
