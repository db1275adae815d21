import type { Edges } from './edges.ts';
import { nodeOf } from './node-id.ts';

/** What a line has to keep clear of, by its left upper corner. */
interface Box {
  x: number;
  y: number;
}

interface Placed extends Box {
  id: string;
}

export interface EdgePath {
  /** Of SVG. */
  path: string;
  from: string;
  to: string;
}

export interface LineageSizes {
  box: { width: number; height: number };
  gap: { x: number; y: number };
}

/**
 * The lines between nodes in columns, left to right. One that leads over a column passes between its boxes, as near to
 * the straight way as there is room. Where a source leads to a view by columns, these lines say it.
 *
 * @param others What else lies in the columns.
 */
export function edgePaths(
  nodes: readonly Placed[],
  others: readonly Box[],
  { edges, sizes }: { edges: Edges; sizes: LineageSizes },
): EdgePath[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const columns = new Map<number, number[]>();
  for (const { x, y } of [...nodes, ...others]) columns.set(x, [...(columns.get(x) ?? []), y]);
  return nodes.flatMap((from) =>
    edges.to(from.id).flatMap((id) => {
      const to = byId.get(id);
      if (!to || to.x <= from.x || isSaidByColumns(from.id, id, edges, byId)) return [];
      return [{ from: from.id, to: id, path: pathOf(from, to, columns, sizes) }];
    }),
  );
}

function isSaidByColumns(from: string, to: string, edges: Edges, shown: ReadonlyMap<string, unknown>): boolean {
  if (nodeOf(from).kind !== 'source') return false;
  return edges.to(from).some((id) => nodeOf(id).kind === 'column' && shown.has(id) && edges.to(id).includes(to));
}

function pathOf(from: Box, to: Box, columns: ReadonlyMap<number, readonly number[]>, { box, gap }: LineageSizes) {
  const middle = (y: number): number => y + box.height / 2;
  const between = [...columns.keys()].filter((x) => x > from.x && x < to.x).sort((a, b) => a - b);
  const points: [x: number, y: number][] = [[from.x + box.width, middle(from.y)]];
  for (const x of between) {
    const straight = middle(from.y) + ((middle(to.y) - middle(from.y)) * (x - from.x)) / (to.x - from.x);
    const y = freeAt(Math.round(straight), columns.get(x)!, { box, gap });
    points.push([x, y], [x + box.width, y]);
  }
  points.push([to.x, middle(to.y)]);
  const [[x, y]] = points as [[number, number]];
  // From one column's right side to the next one's left it bends; over a column it is straight.
  return points.slice(1).reduce((path, [nextX, nextY], i) => {
    const [lastX, lastY] = points[i]!;
    const bend = Math.min(26, (nextX - lastX) / 2);
    const isOver = i % 2 === 1;
    return isOver
      ? `${path}L${nextX} ${nextY}`
      : `${path}C${lastX + bend} ${lastY} ${nextX - bend} ${nextY} ${nextX} ${nextY}`;
  }, `M${x} ${y}`);
}

/** The height nearest to a wanted one at which a column, whose boxes begin at these, is free. */
function freeAt(wanted: number, tops: readonly number[], { box, gap }: LineageSizes): number {
  const isFree = (y: number): boolean => tops.every((top) => y <= top - gap.y / 2 || y >= top + box.height + gap.y / 2);
  const edges = tops.flatMap((top) => [top - gap.y / 2, top + box.height + gap.y / 2]);
  const free = [wanted, ...edges].filter(isFree);
  return free.reduce((best, y) => (Math.abs(y - wanted) < Math.abs(best - wanted) ? y : best), free[0] ?? wanted);
}
