import { describe, expect, it } from 'vitest';
import type { SkewAges } from '../../../../core/skew/picture/ages.ts';
import type { SkewDifferences } from '../../../../core/skew/picture/differences.ts';
import type { SkewPoints } from '../../../../core/skew/picture/points.ts';
import type { PlotInk } from '../../../../renderer/ui/chart/plot-theme.ts';
import { ageFigure, ageTable, missedFrom, sayAges } from '../../../../renderer/cells/skew/age-figure.ts';
import {
  differenceFigure,
  differenceTable,
  sayCommonest,
  sayDifferences,
} from '../../../../renderer/cells/skew/difference-figure.ts';
import { scatterFigure, scatterTable } from '../../../../renderer/cells/skew/scatter-figure.ts';

const ink = {
  past: 'blue',
  leak: 'vermilion',
  amber: 'amber',
  amberFill: 'amber',
  ink: 'ink',
  sunk: 'sunk',
} as PlotInk;

interface Trace {
  name: string;
  x: number[];
  y: number[];
  marker: { symbol: string; color: string };
}
interface Layout {
  xaxis: { range: [number, number]; tickvals: number[]; ticktext: string[] };
  yaxis: { range: [number, number]; tickvals: number[]; ticktext: string[] };
  shapes: { type: string; x0: number; y0: number; x1: number; y1: number }[];
  annotations: { text: string }[];
  margin: { l: number };
}

describe('offline against online', () => {
  const points: SkewPoints = {
    n: [0, 1, 2, 3],
    class: ['mismatch', 'equal', 'stale', 'mismatch'],
    offline: [null, 10, 20, 30],
    online: [0, 10, 5, 31],
  };
  const { data, layout } = scatterFigure(points, 'number', ink);
  const [traces, { xaxis, yaxis, shapes }] = [data as Trace[], layout as Layout];

  it('gives each class a shape of its own, and nothing vermilion', () => {
    expect(traces.map(({ name, marker }) => [name, marker.symbol, marker.color])).toEqual([
      ['equal', 'circle', 'blue'],
      ['stale', 'triangle-up', 'amber'],
      ['mismatch', 'x-thin', 'ink'],
    ]);
    expect(JSON.stringify({ data, layout })).not.toContain('vermilion');
  });

  it('draws null in a band of its own beside the values', () => {
    const null_ = traces[2]!.x[0]!;
    expect([xaxis.tickvals[0], xaxis.ticktext[0]]).toEqual([null_, 'null']);
    expect(null_).toBeGreaterThan(xaxis.range[0]);
    expect(null_).toBeLessThan(0);
    expect(yaxis.ticktext).not.toContain('null');
  });

  it('has one range for both sides and the diagonal on it', () => {
    expect(xaxis.range[1]).toBe(yaxis.range[1]);
    const line = shapes.find(({ type }) => type === 'line')!;
    expect([line.x0, line.x1]).toEqual([line.y0, line.y1]);
  });

  it('gives the sides ranges of their own where one would be pressed flat', () => {
    const cents = scatterFigure(
      { n: [0, 1], class: ['mismatch', 'equal'], offline: [1, 4], online: [100, 4] },
      'number',
      ink,
    );
    const { xaxis: x, yaxis: y } = cents.layout as Layout;
    expect([x.range[1] < 10, y.range[1] > 99]).toEqual([true, true]);
  });

  it('says instants as days and times, and draws one point alone', () => {
    const one = scatterFigure(
      { n: [0], class: ['equal'], offline: [1_717_200_000], online: [1_717_200_000] },
      'instant',
      ink,
    );
    // The day where it begins or turns, the time of day between.
    const { ticktext } = (one.layout as Layout).xaxis;
    expect(ticktext[0]).toMatch(/^(31 May|1 Jun)\b/);
    expect(ticktext.length).toBeGreaterThan(1);
    // With a year, it needs more room than a number.
    const margins = [one, scatterFigure(points, 'number', ink)].map(({ layout }) => (layout as Layout).margin.l);
    expect(margins[0]).toBeGreaterThan('31 May 2024'.length * 6.6);
    expect(margins[1]).toBeLessThan(margins[0]!);
    const none = scatterFigure({ n: [], class: [], offline: [], online: [] }, 'number', ink);
    expect(none.data).toEqual([]);
  });

  it('counts what is drawn for who does not see it', () => {
    expect(scatterTable(points).rows).toEqual([
      ['equal', 1],
      ['stale', 1],
      ['mismatch', 2],
    ]);
  });
});

describe('the histogram of differences', () => {
  const differences: SkewDifferences = {
    edges: [-18_000, -9000, 0, 9000],
    close: [0, 0, 1],
    stale: [0, 2, 0],
    ahead: [0, 0, 0],
    mismatch: [50, 0, 0],
    beyond: 3,
    commonest: { difference: -18_000, rows: 50 },
  };

  it('names zero, and says which side is which', () => {
    const { xaxis, annotations } = differenceFigure(differences, 'instant', ink, 400).layout as Layout;
    expect(xaxis.ticktext).toContain('0');
    expect(annotations.map(({ text }) => text)).toEqual(['online is earlier', 'online is later']);
    const number = differenceFigure({ ...differences, edges: [0, 1, 2, 3] }, 'number', ink, 400).layout as Layout;
    expect(number.annotations.map(({ text }) => text)).toEqual(['online is more']);
  });

  it('says itself in a sentence and as a table', () => {
    expect(sayDifferences(differences, 'instant')).toBe(
      'Online minus offline of 53 pairs that are not equal, from -5 h to 2 h 30 m; 3 pairs beyond.',
    );
    expect(sayCommonest(differences.commonest!, 'instant')).toBe('50 pairs: -5 h');
    expect(sayCommonest({ difference: 0.5, rows: 2 }, 'number')).toBe('2 pairs: +0.5');
    expect(differenceTable(differences, 'instant').rows[0]).toEqual(['-5 h', '-2 h 30 m', 0, 0, 0, 50]);
  });
});

describe('what differs by age', () => {
  const day = 86_400;
  const ages: SkewAges = {
    of: 'online',
    edges: [0, day, 2 * day, 3 * day, 5 * day],
    pairs: [100, 100, 50, 0],
    stale: [2, 3, 45, 0],
    ahead: [0, 0, 0, 0],
    mismatch: [10, 10, 5, 0],
  };

  it('draws shares, and none where there are no pairs', () => {
    const { data, layout } = ageFigure(ages, ink, 400);
    const [stale, , mismatch] = data as [Trace, Trace, Trace];
    expect([stale.y, mismatch.y]).toEqual([
      [0.02, 0.03, 0.9, 0],
      [0.1, 0.1, 0.1, 0],
    ]);
    expect((layout as Layout).annotations.map(({ text }) => text)).toEqual(['older than 2 d: stale']);
  });

  it('says from which age on a run was missed, where one was', () => {
    expect(missedFrom(ages)).toBe(2);
    expect(missedFrom({ ...ages, stale: [50, 50, 25, 0] })).toBeNull();
    expect(missedFrom({ ...ages, stale: [0, 0, 0, 0] })).toBeNull();
  });

  it('says itself in a sentence and as a table', () => {
    expect(sayAges(ages)).toBe('By age of the online row: 75 of 250 pairs (30 %) differ.');
    expect(ageTable(ages).rows[2]).toEqual(['2 d', '3 d', 50, 45, 0, 5]);
  });
});
