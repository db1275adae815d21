/** A rectangle of pixels; x and y are its upper left corner. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Segment {
  x1: number;
  y1: number;
  x2: number;
  y2: number;
}

/** A text that needs a place: where it may stand, best first. */
export interface Words {
  id: string;
  spots: readonly Box[];
  /** It is left out sooner than laid over another text. */
  optional?: boolean;
  /** In place of the surroundings' own bounds. */
  bounds?: Box;
}

export interface TextSurroundings {
  /** No text leaves it. */
  bounds: Box;
  /** What a text must not cover: other texts, marks. */
  boxes: readonly Box[];
  /** What a text should not cross. */
  lines: readonly Segment[];
}

const overText = 1000;
const overLine = 60;
/** What a text that already stands somewhere must gain to move: texts that jump while a label is dragged cannot be read. */
const inertia = 8;

/**
 * A place for each text, the first ones choosing first: within bounds, over no other text, across as
 * few lines as there can be, and as far up its list of spots as that allows. `before` says which
 * spot each had. Null for an optional text without a free place.
 */
export function placeWords(
  words: readonly Words[],
  around: TextSurroundings,
  before: ReadonlyMap<string, number> = new Map(),
): Map<string, { box: Box; spot: number } | null> {
  const boxes = [...around.boxes];
  const placed = new Map<string, { box: Box; spot: number } | null>();
  for (const { id, spots, optional, bounds } of words) {
    let best: { box: Box; spot: number; cost: number } | null = null;
    spots.forEach((wanted, spot) => {
      const box = inside(wanted, bounds ?? around.bounds);
      const moved = Math.abs(box.x - wanted.x) + Math.abs(box.y - wanted.y);
      const kept = before.get(id) === spot ? -inertia : 0;
      const cost = spot + moved / 4 + kept + overText * covered(box, boxes) + overLine * crossed(box, around.lines);
      if (!best || cost < best.cost) best = { box, spot, cost };
    });
    const found = best as { box: Box; spot: number; cost: number } | null;
    const left = found === null || (optional === true && found.cost >= overText);
    placed.set(id, left ? null : { box: found.box, spot: found.spot });
    if (!left) boxes.push(found.box);
  }
  return placed;
}

/** Spots for a text of a given size around a mark: above and below it, to its left and right, ever further off. */
export function spotsAround(
  mark: { x: number; y: number; gap: number },
  size: { width: number; height: number },
  first: 'left' | 'right',
): Box[] {
  const { x, y, gap } = mark;
  const left = x - gap - size.width;
  const right = x + gap;
  const [near, far] = first === 'left' ? [left, right] : [right, left];
  const centre = x - size.width / 2;
  const spots: Box[] = [];
  for (const away of [0, 14, 30, 50, 74]) {
    const above = y - gap - size.height - away;
    const below = y + gap + away;
    for (const [sx, sy] of [
      [near, above],
      [near, below],
      [centre, above],
      [centre, below],
      [far, above],
      [far, below],
    ] as const) {
      spots.push({ x: sx, y: sy, ...size });
    }
    if (away === 0)
      spots.push({ x: near - 4, y: y - size.height / 2, ...size }, { x: far + 4, y: y - size.height / 2, ...size });
  }
  return spots;
}

export function crosses({ x1, y1, x2, y2 }: Segment, box: Box): boolean {
  // Liang and Barsky: the part of the segment, from 0 to 1, that is inside each edge in turn.
  let enter = 0;
  let leave = 1;
  const edges = [
    [x1 - x2, x1 - box.x],
    [x2 - x1, box.x + box.width - x1],
    [y1 - y2, y1 - box.y],
    [y2 - y1, box.y + box.height - y1],
  ] as const;
  for (const [p, q] of edges) {
    if (p === 0 && q < 0) return false;
    if (p < 0) enter = Math.max(enter, q / p);
    if (p > 0) leave = Math.min(leave, q / p);
  }
  return enter <= leave;
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function covered(box: Box, boxes: readonly Box[]): number {
  return boxes.reduce((sum, other) => sum + Number(overlap(box, other)), 0);
}

function crossed(box: Box, lines: readonly Segment[]): number {
  let sum = 0;
  for (const line of lines) if (crosses(line, box)) sum++;
  return sum;
}

function inside(box: Box, bounds: Box): Box {
  const x = Math.min(Math.max(box.x, bounds.x), bounds.x + bounds.width - box.width);
  const y = Math.min(Math.max(box.y, bounds.y), bounds.y + bounds.height - box.height);
  return { ...box, x, y };
}
