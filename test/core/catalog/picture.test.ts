import { describe, expect, it } from 'vitest';
import { Edges } from '../../../core/catalog/edges.ts';
import { nodeId, nodeOf, type NodeKind } from '../../../core/catalog/node-id.ts';
import { lineagePicture, nodeSize, pictureEdge, type LineagePicture } from '../../../core/catalog/picture.ts';
import { Random } from '../../support/random.ts';

const seeds = Array.from({ length: 100 }, (_, seed) => seed + 1);
const order: NodeKind[] = ['source', 'column', 'feature view', 'feature', 'feature service', 'notebook'];

/** Things that come of others to the right of them, by whatever way. */
function randomEdges(random: Random): { edges: Edges; ids: string[] } {
  const edges = new Edges();
  const ids = order.flatMap((kind) =>
    Array.from({ length: 1 + random.below(9) }, (_, i) => nodeId(kind, `v:${kind[0]}${i}`)),
  );
  for (const from of ids)
    for (const to of ids) {
      const [a, b] = [from, to].map((id) => order.indexOf(nodeOf(id).kind));
      if (b! > a! && random.chance(0.15)) edges.add(from, to);
    }
  return { edges, ids };
}

const rounded = (n: number) => Math.round(n * 1e6) / 1e6;

/** Where a path leads, in many points. */
function pointsOf(path: string): [x: number, y: number][] {
  const steps = [...path.matchAll(/([MCL])([^MCL]+)/g)].map(([, kind, numbers]) => ({
    kind,
    at: numbers!.split(/[ ,]/).map(Number),
  }));
  const points: [number, number][] = [];
  for (const { kind, at } of steps) {
    const [x0, y0] = points.at(-1) ?? [at[0]!, at[1]!];
    for (let i = 1; i <= 24; i++) {
      const [t, u] = [i / 24, 1 - i / 24];
      const of = (from: number, c: number): number =>
        kind === 'C'
          ? u ** 3 * from + 3 * u * u * t * at[c]! + 3 * u * t * t * at[c + 2]! + t ** 3 * at[c + 4]!
          : u * from + t * at[c]!;
      points.push([rounded(of(x0, 0)), rounded(of(y0, 1))]);
    }
  }
  return points;
}

const boxesOf = ({ nodes, more }: LineagePicture) => [...nodes, ...more].map(({ x, y }) => ({ x, y }));

describe('the picture of a lineage', () => {
  it.each(seeds)(
    'has each thing once, left of what comes of it, and lines that keep clear of boxes (seed %i)',
    (seed) => {
      const random = new Random(seed);
      const { edges, ids } = randomEdges(random);
      const focus = random.one(ids);
      const picture = lineagePicture(focus, edges);
      const { nodes, more, width, height } = picture;
      const all = [focus, ...edges.allBefore(focus), ...edges.allAfter(focus)];
      expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
      expect(nodes.filter(({ isFocus }) => isFocus).map(({ id }) => id)).toEqual([focus]);
      expect(nodes.length + more.reduce((sum, one) => sum + one.count, 0)).toBe(all.length);
      const boxes = boxesOf(picture);
      for (const [i, { x, y }] of boxes.entries()) {
        expect(x >= 0 && y >= 0 && x + nodeSize.width <= width && y + nodeSize.height <= height).toBe(true);
        for (const other of boxes.slice(i + 1))
          expect(other.x !== x || Math.abs(other.y - y) >= nodeSize.height).toBe(true);
      }
      const at = new Map(nodes.map((node) => [node.id, node]));
      for (const { from, to, path } of picture.edges) {
        const [a, b] = [at.get(from)!, at.get(to)!];
        expect(edges.to(from)).toContain(to);
        expect(a.x).toBeLessThan(b.x);
        const points = pointsOf(path);
        expect(points[0]).toEqual([a.x + nodeSize.width, a.y + nodeSize.height / 2]);
        expect(points.at(-1)).toEqual([b.x, b.y + nodeSize.height / 2]);
        for (const [x, y] of points) {
          const isHit = boxes.some(
            (box) =>
              x > box.x + 0.5 && x < box.x + nodeSize.width - 0.5 && y > box.y - 1 && y < box.y + nodeSize.height + 1,
          );
          expect(isHit, `${from} to ${to} at ${x} ${y}`).toBe(false);
          expect(y >= -pictureEdge && y <= height + pictureEdge).toBe(true);
        }
      }
    },
  );

  it('leaves a source’s line to a view to the columns by which it leads there, and draws it where there are none', () => {
    const edges = new Edges();
    const [source, column, view, feature] = (
      [
        ['source', 's'],
        ['column', 's.at'],
        ['feature view', 'v'],
        ['feature', 'v:f'],
      ] as const
    ).map(([kind, name]) => nodeId(kind, name)) as [string, string, string, string];
    edges.add(source, view);
    edges.add(view, feature);
    const drawn = () => lineagePicture(feature, edges).edges.map(({ from, to }) => [from, to]);
    expect(drawn()).toEqual([
      [source, view],
      [view, feature],
    ]);
    edges.add(source, column);
    edges.add(column, view);
    expect(drawn()).toEqual([
      [source, column],
      [column, view],
      [view, feature],
    ]);
  });
});
