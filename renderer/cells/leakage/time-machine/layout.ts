import type { Timeline } from '../../../../core/rpc/host-api.ts';
import { frame } from './frame.ts';
import type { Segment } from './place.ts';
import type { TimeScale } from '../../../../core/time/time-ticks.ts';
import { toX } from './scale.ts';
import { stepLines, toPath, visible, type Points, type Range } from './steps.ts';
import { layValues, type ValueScale } from './values.ts';

/** Where everything lies that does not depend on where the label stands. */
export interface FigureLayout {
  scale: TimeScale;
  values: ValueScale;
  points: Points;
  /** Rows within sight. */
  range: Range;
  lines: Segment[];
  /** Of windows: their events, in a lane below the values. */
  events: Points | null;
  stepPath: string;
}

export interface Sight {
  /** The stretch of time that is seen. */
  from: bigint;
  to: bigint;
  /** Of the whole figure, pixels. */
  width: number;
}

/** Text is measured by whoever draws it. */
export type MeasureText = (text: string, look?: 'data' | 'strong') => number;

/** Rows in a stretch of time, and the one before, whose value reaches in. */
function rowsIn({ rows }: Timeline, { from, to }: Sight): Range {
  const first = rows.findIndex((row) => row.t > from);
  const last = rows.findLastIndex((row) => row.t <= to);
  return { from: Math.max(0, (first < 0 ? rows.length : first) - 1), to: last + 1 };
}

const widestTicks = 108;

export function layOut(timeline: Timeline, feature: number, sight: Sight, measure: MeasureText): FigureLayout {
  const type = timeline.features[feature]?.type ?? 'VARCHAR';
  const bottom = timeline.computed ? frame.bottomOverEvents : frame.bottom;
  const values = layValues(timeline.rows, rowsIn(timeline, sight), feature, type, frame.top, bottom);
  const gutter = Math.min(
    widestTicks,
    values.ticks.reduce((most, tick) => Math.max(most, measure(tick.text, 'data')), 18),
  );
  const right = Math.max(gutter + 120, sight.width - frame.right);
  const scale: TimeScale = { from: sight.from, to: sight.to, left: Math.ceil(gutter) + 12, right };
  const points = { xs: timeline.rows.map((row) => toX(scale, row.t)), ys: values.ys };
  const range = visible(points.xs, scale.left, right);
  const lines = stepLines(points, range, scale.left, right);
  const events = timeline.computed && {
    xs: timeline.computed.events.map(({ t }) => toX(scale, t)),
    ys: timeline.computed.events.map(() => frame.events),
  };
  return { scale, values, points, range, lines, events: events ?? null, stepPath: toPath(lines) };
}
