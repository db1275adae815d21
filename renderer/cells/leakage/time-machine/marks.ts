import type { Verdict } from '../../../../core/view/pick.ts';
import { tenth, type Points, type Range } from './steps.ts';

/** What a mark looks like: filled (known), hollow (the future), hollow amber (not yet known), amber square (expired). */
export type Look = 'known' | 'future' | 'unknown_yet' | 'expired';
export const looks: readonly Look[] = ['known', 'future', 'unknown_yet', 'expired'];

/** From when a late row or event happened to when it became known. */
export interface Whisker {
  x1: number;
  x2: number;
  y: number;
  late: boolean;
  /** Beyond what is seen, or never. */
  open: boolean;
  faint: boolean;
}

export function lookOf(verdict: Verdict): Look {
  return verdict === 'picked' || verdict === 'older' ? 'known' : verdict;
}

/** Marks shrink as rows crowd: from 5 pixels, where each stands alone, to 1.5; closer than that the line alone tells more. */
export function markRadius(count: number, width: number): number {
  const room = width / Math.max(1, count);
  return room < 2.5 ? 0 : Math.min(5, Math.max(1.5, room / 3));
}

/** One path per look, so that a thousand rows are four elements. */
export function markPaths(
  points: Points,
  range: Range,
  verdicts: readonly Verdict[],
  radius: number,
): Record<Look, string> {
  const shape = (look: Look, x: number, y: number): string =>
    look === 'expired' ? square(x, y, radius * 0.86) : circle(x, y, radius);
  return pathsByLook(points, range, { looks, lookAt: (i) => lookOf(verdicts[i]!), shape, radius }).paths;
}

interface MarkLooks<L extends string> {
  looks: readonly L[];
  lookAt: (i: number) => L;
  shape: (look: L, x: number, y: number) => string;
  radius: number;
}

/** A path for each of several looks. Marks that would cover one of the same look are left out. */
export function pathsByLook<L extends string>(
  { xs, ys }: Points,
  range: Range,
  { looks: all, lookAt, shape, radius }: MarkLooks<L>,
): { paths: Record<L, string>; leftOut: number } {
  const parts = new Map(all.map((look): [L, string[]] => [look, []]));
  const last = new Map<L, { x: number; y: number }>();
  let leftOut = 0;
  for (let i = range.from; i < range.to && radius > 0; i++) {
    const look = lookAt(i);
    const [x, y] = [xs[i]!, ys[i]!];
    const before = last.get(look);
    if (before && x - before.x < radius / 2 && Math.abs(y - before.y) < radius / 2) {
      leftOut++;
      continue;
    }
    last.set(look, { x, y });
    parts.get(look)!.push(shape(look, x, y));
  }
  const paths = Object.fromEntries([...parts].map(([look, each]) => [look, each.join('')])) as Record<L, string>;
  return { paths, leftOut };
}

export function circle(x: number, y: number, r: number): string {
  const d = tenth(r * 2);
  return `M${tenth(x - r)} ${tenth(y)}a${tenth(r)} ${tenth(r)} 0 1 0 ${d} 0a${tenth(r)} ${tenth(r)} 0 1 0 ${-d} 0`;
}

function square(x: number, y: number, half: number): string {
  const side = tenth(half * 2);
  return `M${tenth(x - half)} ${tenth(y - half)}h${side}v${side}h${-side}z`;
}
