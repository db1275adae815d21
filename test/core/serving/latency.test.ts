import { expect, it } from 'vitest';
import { latenciesOf } from '../../../core/serving/latency.ts';

it('says of requests what was measured of them, and counts each once', () => {
  const measured = Array.from({ length: 200 }, (_, i) => (i === 7 ? 90 : 1 + i / 100));
  const { requests, median_ms, p95_ms, p99_ms, max_ms, bins } = latenciesOf(measured);
  expect({ requests, median_ms, p95_ms, p99_ms, max_ms }).toEqual({
    ...{ requests: 200, max_ms: 90 },
    ...{ median_ms: 2, p95_ms: 2.9, p99_ms: 2.98 },
  });
  expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(200);
  expect([bins.length, bins[0]!.from_ms, bins.at(-1)!.to_ms]).toEqual([24, 1, 90]);
  for (const [i, { from_ms: from, to_ms: to, count }] of bins.entries()) {
    expect(measured.filter((ms) => ms >= from && (ms < to || i === 23))).toHaveLength(count);
    if (i > 0) expect(from).toBe(bins[i - 1]!.to_ms);
  }
});

it('has one bar for requests that all took the same, and for one', () => {
  for (const measured of [[3], [3, 3, 3]]) {
    const { bins, median_ms, p99_ms } = latenciesOf(measured);
    expect([bins, median_ms, p99_ms]).toEqual([[{ from_ms: 3, to_ms: 3, count: measured.length }], 3, 3]);
  }
});
