import { plural } from '../../../../core/text/figures.ts';
import { longSpan } from '../../../../core/time/span.ts';
import { eventReasons, windowEnd, type EventReason } from '../../../../core/view/windows/reasons.ts';
import { frame } from './frame.ts';
import type { FigureLayout, MeasureText } from './layout.ts';
import { circle, markRadius, pathsByLook, type Whisker } from './marks.ts';
import { toX } from './scale.ts';
import { marked, tenth, visible, type Range } from './steps.ts';
import { insideOf, valueAt } from './event-words.ts';
import type { Told } from './told.ts';

/** What a window holds where the label stands, and what becomes of the events. */
export interface EventDrawing {
  /** `isOpen` where its beginning is not seen. */
  bracket: { from: number; to: number; isOpen: boolean; text: string; x: number };
  dots: Record<EventReason, string>;
  radius: number;
  /** Some dots stand for several events. */
  isThinned: boolean;
  /** From when a late event happened to when it became known. */
  whiskers: Whisker[];
}

const mostWhiskers = 60;

/** Null of a view whose rows are no windows'. */
export function drawEvents(layout: FigureLayout, told: Told, measure: MeasureText): EventDrawing | null {
  const { scale, events } = layout;
  const { reading, timeline } = told;
  if (!events || !timeline.computed) return null;
  const seen = marked(events.xs, visible(events.xs, scale.left, scale.right), scale.left);
  const radius = Math.max(2, markRadius(seen.to - seen.from, scale.right - scale.left));
  const shape = (reason: EventReason, x: number, y: number): string =>
    crossed.includes(reason) ? cross(x, y, radius * 0.8) : circle(x, y, radius);
  const lookAt = (i: number): EventReason => reading.reasons[i]!;
  const { paths, leftOut } = pathsByLook(events, seen, { looks: eventReasons, lookAt, shape, radius });
  return {
    bracket: bracketOf(layout, told, measure),
    dots: paths,
    radius,
    isThinned: leftOut > 0,
    whiskers: whiskersOf(layout, told, seen),
  };
}

const crossed: readonly EventReason[] = ['superseded', 'filtered_out', 'null'];

function bracketOf({ scale }: FigureLayout, told: Told, measure: MeasureText): EventDrawing['bracket'] {
  const { reading, timeline, feature, embargo } = told;
  const until = windowEnd(reading.at, embargo);
  const { window } = timeline.computed!.windows[feature]!;
  const begins = window === null ? -Infinity : toX(scale, windowEnd(until, window));
  const clampX = (x: number): number => Math.min(Math.max(x, scale.left), scale.right);
  const [from, to] = [clampX(begins), clampX(toX(scale, until))];
  const inside = insideOf(told);
  const events = inside === null ? '' : `${plural(inside, 'event')}, `;
  const text = `${window === null ? 'lifetime' : longSpan(window)}: ${events}${valueAt(told)}`;
  const half = measure(text, 'strong') / 2;
  // Beside the label's flag, never under it.
  const x = Math.min((from + to) / 2, toX(scale, reading.at) - half - 12);
  return { from, to, isOpen: begins < scale.left, text, x: Math.max(x, scale.left + half) };
}

function whiskersOf({ scale }: FigureLayout, { reading, timeline }: Told, seen: Range): Whisker[] {
  const whiskers: Whisker[] = [];
  for (let i = seen.to - 1; i >= seen.from && whiskers.length < mostWhiskers; i--) {
    const { t, a } = timeline.computed!.events[i]!;
    const late = reading.reasons[i] === 'not_yet_known';
    if (!timeline.computed!.available || !(late || reading.reasons[i] === 'inside') || (a !== null && a <= t)) continue;
    const x1 = toX(scale, t);
    const end = a === null ? x1 + 26 : toX(scale, a);
    if (end - x1 > 3)
      whiskers.push({
        x1,
        x2: Math.min(end, scale.right),
        y: frame.events,
        late,
        open: a === null || end > scale.right,
        faint: !late,
      });
  }
  return whiskers;
}

function cross(x: number, y: number, r: number): string {
  const [left, top, side] = [tenth(x - r), tenth(y - r), tenth(r * 2)];
  return `M${left} ${top}l${side} ${side}m0 ${-side}l${-side} ${side}`;
}
