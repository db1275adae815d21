import type { Segment } from './place.ts';
import { tenth } from './steps.ts';

interface Point {
  x: number;
  y: number;
}

export interface DrawnArrow {
  path: string;
  /** The three corners of its head, as a path. */
  head: string;
  /** The curve in short straight pieces, for texts to keep clear of. */
  lines: Segment[];
}

/** A curved arrow that bends over `bend`; null where its ends are too near for one. */
export function curve(from: Point, bend: Point, to: Point): DrawnArrow | null {
  if (Math.hypot(to.x - from.x, to.y - from.y) < 14) return null;
  const at = (s: number): Point => ({
    x: (1 - s) ** 2 * from.x + 2 * s * (1 - s) * bend.x + s ** 2 * to.x,
    y: (1 - s) ** 2 * from.y + 2 * s * (1 - s) * bend.y + s ** 2 * to.y,
  });
  const points = Array.from({ length: 13 }, (_, i) => at(i / 12));
  const lines = points.slice(1).map((point, i) => ({ x1: points[i]!.x, y1: points[i]!.y, x2: point.x, y2: point.y }));
  return { path: `M${pair(from)}Q${pair(bend)} ${pair(to)}`, head: head(bend, to), lines };
}

function head(from: Point, tip: Point): string {
  const length = Math.hypot(tip.x - from.x, tip.y - from.y) || 1;
  const [ux, uy] = [(tip.x - from.x) / length, (tip.y - from.y) / length];
  const back = { x: tip.x - ux * 9, y: tip.y - uy * 9 };
  const side = (s: number): Point => ({ x: back.x - uy * 4 * s, y: back.y + ux * 4 * s });
  return `M${pair(tip)}L${pair(side(1))}L${pair(side(-1))}z`;
}

function pair({ x, y }: Point): string {
  return `${tenth(x)} ${tenth(y)}`;
}
