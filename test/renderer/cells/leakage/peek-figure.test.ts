import { describe, expect, it } from 'vitest';
import type { PeekHistogram } from '../../../../core/rpc/host-api.ts';
import type { PlotInk } from '../../../../renderer/ui/chart/plot-theme.ts';
import { peekFigure, peekTable, peekTicks, sayPeeks } from '../../../../renderer/cells/leakage/peek-figure.ts';

const day = 86_400_000_000n;
const ink = { past: 'blue', leak: 'vermilion', ink: 'ink', quiet: 'grey' } as PlotInk;
const histogram = (edges: number[], counts: number[], future: number): PeekHistogram => ({
  view: 'stats',
  hasAvailable: false,
  edges: edges.map((days) => BigInt(days) * day),
  counts,
  rows: counts.reduce((sum, n) => sum + n, 0),
  future,
});
const usual = histogram([-10, -5, 0, 5, 10], [20, 39, 30, 11], 41);

interface Bars {
  x: number[];
  marker: { color: string };
  customdata: string[];
}

describe('the histogram of peeks', () => {
  it('is blue left of zero and vermilion right of it', () => {
    const [past, future] = peekFigure(usual, ink, 400).data as [Bars, Bars];
    expect([past.x, past.marker.color]).toEqual([[0.5, 1.5], 'blue']);
    expect([future.x, future.marker.color]).toEqual([[2.5, 3.5], 'vermilion']);
    expect(future.customdata).toEqual(['up to 5 d after the label: 30', '5 d to 10 d after the label: 11']);
    expect(past.customdata[0]).toBe('5 d to 10 d before the label: 20');
  });

  it('has nothing vermilion where nothing leaks', () => {
    const calm = peekFigure(histogram([-10, -5, 0], [20, 80], 0), ink, 400);
    expect((calm.data as Bars[])[1]!.x).toEqual([]);
    expect(JSON.stringify(calm.layout)).not.toContain('vermilion');
    expect(JSON.stringify(calm.layout)).toContain('future, none');
  });

  it('says itself in a sentence and as a table', () => {
    expect(sayPeeks(usual)).toBe('41 of 100 rows (41 %) took a value of stats from the future, by at most 10 days.');
    const late = { ...usual, hasAvailable: true };
    expect(sayPeeks(late)).toBe(
      '41 of 100 rows (41 %) took a value of stats that was not yet known, by at most 10 days.',
    );
    expect([usual, late].map((one) => peekTable(one).head[0])).toEqual([
      'feature time minus label time, from',
      'time known minus label time, from',
    ]);
    expect(sayPeeks(histogram([], [], 0))).toBe('No row has a value from stats.');
    expect(peekTable(usual).rows[2]).toEqual(['0', '+5d', 30]);
  });

  it('is marked at round spans, zero among them, and no more than there is room for', () => {
    const edges = Array.from({ length: 27 }, (_, i) => BigInt(i - 13) * 7n * day);
    for (const width of [120, 300, 900]) {
      const ticks = peekTicks(edges, width);
      expect(ticks.map(({ text }) => text)).toContain('0');
      expect(ticks.length * 44).toBeLessThanOrEqual(Math.max(width, 88));
    }
    const { layout } = peekFigure(histogram([0, 1, 2, 3, 4], [0, 0, 0, 1], 1), ink, 420) as {
      layout: { xaxis: { tickvals: number[]; ticktext: string[] } };
    };
    expect(layout.xaxis.ticktext).toEqual(['0', '+1d', '+2d', '+3d', '+4d']);
    expect(layout.xaxis.tickvals).toEqual([0, 1, 2, 3, 4]);
  });

  it('can lie wholly on one side', () => {
    const { data } = peekFigure(histogram([0, 5], [1], 1), ink, 400);
    expect((data as Bars[]).map(({ x }) => x)).toEqual([[], [0.5]]);
  });
});
