import { curve, type DrawnArrow } from './arrows.ts';
import { frame } from './frame.ts';
import type { FigureLayout, MeasureText } from './layout.ts';
import { markPaths, markRadius, type Look, type Whisker } from './marks.ts';
import { placeWords, spotsAround, type Box, type Segment, type Words } from './place.ts';
import { toX } from './scale.ts';
import { marked } from './steps.ts';
import { drawEvents, type EventDrawing } from './events.ts';
import { embargoWords, lateWords, latest, naiveWords, pickWords, sayDrawnMoment, nearYear, ttlWords } from './words.ts';
import type { Told } from './told.ts';

export type TextLook = 'past' | 'leak' | 'amber' | 'ink' | 'quiet';

export interface PlacedText {
  id: string;
  text: string;
  look: TextLook;
  x: number;
  /** The baseline. */
  y: number;
  spot: number;
}

interface Pick {
  x: number;
  y: number;
  /** Outside the stretch that is seen: drawn at its edge, without a ring. */
  offstage: boolean;
  arrow: DrawnArrow | null;
}

/** Where everything lies that moves with the label. */
export interface Drawing {
  x: number;
  ttl: { from: number; to: number } | null;
  /** What lies before the label and does not count all the same. */
  embargo: { from: number; to: number } | null;
  marks: Record<Look, string>;
  radius: number;
  /** From when a late row happened to when it became known. */
  whiskers: Whisker[];
  pick: Pick | null;
  naive: (Pick & { look: 'leak' | 'ink' }) | null;
  /** Of windows, else null. */
  events: EventDrawing | null;
  texts: PlacedText[];
  under: { text: string; x: number; width: number };
}

const mostWhiskers = 60;
/** More than this, and all but those that tell something of the picks are drawn faintly. */
const fewWhiskers = 8;

/** Draws a reading: marks by what became of each row, both picks and their arrows, and words where they cover nothing. */
export function draw(
  layout: FigureLayout,
  told: Told,
  measure: MeasureText,
  before: ReadonlyMap<string, number>,
): Drawing {
  const { scale, points, range } = layout;
  const { reading, timeline, ttl, embargo } = told;
  const x = toX(scale, reading.at);
  // Of windows the events are the marks, and what the window holds stands at the label.
  const radius = timeline.computed ? 0 : markRadius(range.to - range.from, scale.right - scale.left);
  const marks = markPaths(points, marked(points.xs, range, scale.left), reading.verdicts, radius);
  const within = (from: bigint, to: bigint): { from: number; to: number } => ({
    from: Math.max(scale.left, toX(scale, from)),
    to: Math.max(scale.left, Math.min(toX(scale, to), scale.right)),
  });
  const until = reading.at - embargo;
  const same = reading.naive === reading.picked && !reading.future;
  const pick = reading.picked === null ? null : pickAt(layout, reading.picked, x, 'past');
  const held = pick && timeline.computed ? { ...pick, x, offstage: false, arrow: null } : pick;
  const naive = reading.naive === null || same ? null : naiveAt(layout, told, x, pick);
  const text = sayDrawnMoment(reading.at, nearYear(timeline));
  const width = Math.max(measure(`label, ${text}`, 'data'), 60);
  const under = { text, x: Math.min(Math.max(x - width / 2, 2), scale.right - width), width };
  const drawing = {
    x,
    ttl: ttl === null ? null : within(reading.at - ttl, until),
    embargo: embargo === 0n ? null : within(until, reading.at),
    marks,
    radius,
    whiskers: whiskersOf(layout, told),
    pick: held,
    naive,
    events: drawEvents(layout, told, measure),
    under,
  };
  return { ...drawing, texts: placeTexts(layout, told, drawing, measure, before) };
}

function pickAt({ points, scale }: FigureLayout, index: number, labelX: number, bend: 'past' | 'future'): Pick {
  const [rowX, y] = [points.xs[index]!, points.ys[index]!];
  const x = Math.min(Math.max(rowX, scale.left), scale.right);
  const offstage = rowX < scale.left - 1 || rowX > scale.right + 1;
  const toward = Math.sign(labelX - x) || 1;
  // The blue arrow passes over the step, the vermilion one comes back lower, so that they never meet.
  const height =
    bend === 'past'
      ? Math.max(frame.ceiling + 14, y - 34)
      : Math.min(frame.bottom - 8, Math.max(frame.ceiling + 34, y + 16));
  if (Math.abs(labelX - x) < 46) return { x, y, offstage, arrow: null };
  const from = { x: x + toward * (offstage ? 2 : frame.ring + 3), y: bend === 'past' ? y - 7 : y + 2 };
  const to = { x: labelX - toward * 3, y: height };
  const arch = bend === 'past' ? Math.min(from.y, to.y) - 8 : Math.min(from.y, to.y) - 14;
  const middle = { x: from.x + (to.x - from.x) * 0.45, y: Math.max(frame.ceiling + 4, arch) };
  return { x, y, offstage, arrow: curve(from, middle, to) };
}

function naiveAt(layout: FigureLayout, told: Told, labelX: number, pick: Pick | null): Drawing['naive'] {
  const { reading, timeline } = told;
  const row = timeline.rows[reading.naive!]!;
  const at = pickAt(layout, reading.naive!, labelX, 'future');
  if (!reading.leaks) return { ...at, arrow: null, look: 'ink' };
  if (row.t > reading.at || row.a === null) return { ...at, look: 'leak' };
  // It had happened and was not known: the arrow comes back from when it became known.
  const known = Math.min(toX(layout.scale, row.a), layout.scale.right);
  const end = Math.max(frame.ceiling + 34, (pick?.y ?? at.y) > at.y ? at.y - 22 : at.y + 22);
  const to = { x: labelX + 3, y: Math.min(frame.bottom - 6, end) };
  return {
    ...at,
    arrow: curve({ x: known, y: at.y + (end > at.y ? 7 : -7) }, { x: (known + to.x) / 2, y: to.y }, to),
    look: 'leak',
  };
}

function whiskersOf({ points, range, scale }: FigureLayout, { timeline, reading, available }: Told): Whisker[] {
  if (!available) return [];
  const crowded = range.to - range.from > mostWhiskers;
  const telling = [reading.naive, latest(reading)];
  const whiskers: Whisker[] = [];
  for (let i = range.to - 1; i >= range.from && whiskers.length < mostWhiskers; i--) {
    const { a, t } = timeline.rows[i]!;
    const late = reading.verdicts[i] === 'unknown_yet';
    if ((a !== null && a <= t) || (crowded && !late && i !== reading.picked && i !== reading.naive)) continue;
    const x1 = points.xs[i]!;
    const end = a === null ? x1 + 26 : toX(scale, a);
    if (end - x1 > 3 && end > scale.left)
      whiskers.push({
        x1: Math.max(x1, scale.left),
        x2: Math.min(end, scale.right),
        y: points.ys[i]!,
        late,
        open: a === null || end > scale.right,
        faint: !telling.includes(i),
      });
  }
  return whiskers.length > fewWhiskers ? whiskers : whiskers.map((whisker) => ({ ...whisker, faint: false }));
}

function placeTexts(
  layout: FigureLayout,
  told: Told,
  drawing: Omit<Drawing, 'texts'>,
  measure: MeasureText,
  before: ReadonlyMap<string, number>,
): PlacedText[] {
  const { scale, points } = layout;
  const { x, pick, naive } = drawing;
  const wanted: (Words & { text: string; look: TextLook })[] = [];
  const bounds = {
    x: scale.left + 2,
    y: frame.ceiling,
    width: scale.right - scale.left - 2,
    height: frame.floor - frame.ceiling,
  };
  const around = (
    id: string,
    texts: readonly string[],
    look: TextLook,
    mark: { x: number; y: number },
    first: 'left' | 'right',
    optional = false,
  ): void => {
    const strong = look === 'past' || look === 'leak';
    const widthOf = (text: string): number => measure(text, strong ? 'strong' : undefined) + 4;
    const side =
      mark.x > x ? { ...bounds, x: x + 6, width: scale.right - x - 6 } : { ...bounds, width: x - 6 - bounds.x };
    // On its own side of the line, in fewer words if it has to be; across the line only where not even those have room.
    const fitting = texts.find((one) => widthOf(one) <= side.width);
    const text = fitting ?? texts[0]!;
    const size = { width: widthOf(text), height: frame.textHeight };
    const spots = spotsAround({ ...mark, gap: frame.ring + 5 }, size, first);
    const across = mark.x > x ? x - 10 - size.width : x + 10;
    const beside = fitting === undefined ? across : mark.x > x ? x + 10 : x - 10 - size.width;
    for (let y: number = frame.ceiling + 2; y < frame.floor - size.height; y += 18)
      spots.push({ x: beside, y, ...size });
    wanted.push({ id, text, look, optional, spots, bounds: fitting === undefined ? bounds : side });
  };
  // The bracket says it of windows.
  if (pick && !drawing.events) around('pick', [pickWords(told), pickWords(told, 'briefly')], 'past', pick, 'left');
  if (naive)
    around('naive', [naiveWords(told), naiveWords(told, 'briefly')], naive.look, naive, naive.x > x ? 'right' : 'left');
  const late = latest(told.reading);
  if (late !== null && late !== told.reading.naive) {
    around(
      'late',
      [lateWords(told.timeline.rows[late]!)],
      'amber',
      { x: points.xs[late]!, y: points.ys[late]! },
      'left',
      true,
    );
  }
  const expired = told.reading.verdicts.lastIndexOf('expired');
  if (!pick && expired >= 0 && expired !== told.reading.naive && points.xs[expired]! >= scale.left) {
    around('expired', ['expired'], 'amber', { x: points.xs[expired]!, y: points.ys[expired]! }, 'right', true);
  }
  if (drawing.ttl && told.ttl !== null) {
    const text = ttlWords(told.ttl, drawing.ttl.from > scale.left);
    const size = { width: measure(text), height: frame.textHeight };
    const spots = [frame.ceiling + 2, frame.floor - 18, 68, 94, 120, 146].map((y) => ({
      x: drawing.ttl!.from + 6,
      y,
      ...size,
    }));
    if (size.width + 10 < drawing.ttl.to - drawing.ttl.from)
      wanted.push({ id: 'ttl', text, look: 'quiet', optional: true, spots });
  }
  if (drawing.embargo) {
    const text = embargoWords(told.embargo);
    const size = { width: measure(text), height: frame.textHeight };
    const { from, to } = drawing.embargo;
    const spots = [frame.floor - 18, frame.ceiling + 2, 146, 120, 94, 68].map((y) => ({ x: from + 4, y, ...size }));
    if (size.width + 10 < to - from) wanted.push({ id: 'embargo', text, look: 'quiet', optional: true, spots });
  }
  const placed = placeWords(wanted, { bounds, boxes: covers(drawing), lines: obstacles(layout, drawing) }, before);
  return wanted.flatMap(({ id, text, look }) => {
    const place = placed.get(id);
    return place ? [{ id, text, look, x: place.box.x + 2, y: place.box.y + 12, spot: place.spot }] : [];
  });
}

/** What no text may lie on. */
function covers({ pick, naive, x }: Omit<Drawing, 'texts'>): Box[] {
  const rings = [pick, naive].filter((at) => at !== null && !at.offstage);
  const side = frame.ring * 2 + 4;
  return [
    ...rings.map((at) => ({ x: at!.x - side / 2, y: at!.y - side / 2, width: side, height: side })),
    { x: x - 4, y: frame.ceiling - 8, width: 8, height: frame.floor - frame.ceiling + 16 },
  ];
}

/** The lines that a text should keep clear of; of a step, only what is near a pick matters, and a crowd is thinned. */
function obstacles(layout: FigureLayout, { pick, naive, whiskers, radius }: Omit<Drawing, 'texts'>): Segment[] {
  const { range } = layout;
  const stride = Math.ceil(layout.lines.length / 240);
  const steps = stride > 1 ? layout.lines.filter((_, i) => i % stride === 0) : layout.lines;
  const marks =
    radius > 2 ? [...Array(range.to - range.from).keys()].map((i) => markLine(layout, range.from + i, radius)) : [];
  return [
    ...steps,
    ...marks,
    ...(pick?.arrow?.lines ?? []),
    ...(naive?.arrow?.lines ?? []),
    ...whiskers.map(({ x1, x2, y }) => ({ x1, x2, y1: y, y2: y })),
  ];
}

function markLine({ points }: FigureLayout, index: number, radius: number): Segment {
  const [x, y] = [points.xs[index]!, points.ys[index]!];
  return { x1: x - radius, x2: x + radius, y1: y - radius, y2: y + radius };
}
