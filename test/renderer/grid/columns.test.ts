import { describe, expect, it } from 'vitest';
import {
  gap,
  layPanes,
  paneOffset,
  revealColumn,
  seenColumns,
  sidewaysRoom,
  type GridGroup,
} from '../../../renderer/ui/grid/columns.ts';

const group = (id: string, count: number, width = 100): GridGroup => ({
  id,
  title: id,
  columns: Array.from({ length: count }, (_, i) => ({ id: `${id}${i}`, title: `${id}${i}`, align: 'start', width })),
});

describe('panes', () => {
  it('fill the view where there is room', () => {
    const panes = layPanes([group('label', 3), group('naive', 2), group('as-of', 2)], 1000);
    expect(panes.map(({ start }) => start)).toEqual([0, 3, 5]);
    expect(panes.at(-1)!.left + panes.at(-1)!.width).toBeCloseTo(1000);
    expect(panes[1]!.left).toBeCloseTo(panes[0]!.width + gap);
    expect(sidewaysRoom(panes)).toBe(0);
  });

  it('share the view and scroll together where there is not: the same features stay under the eye', () => {
    const panes = layPanes([group('label', 3), group('naive', 40), group('as-of', 40)], 1000);
    const room = sidewaysRoom(panes);
    expect(room).toBeGreaterThan(3000);
    const [naive, asof] = [panes[1]!, panes[2]!];
    for (const sideways of [0, 800, room]) {
      const seen = [naive, asof].map((pane) => seenColumns(pane, paneOffset(pane, sideways, room)));
      expect(seen[0]).toEqual(seen[1]);
      expect(seen[0]!.to - seen[0]!.from).toBeLessThan(8);
    }
    expect(seenColumns(naive, paneOffset(naive, room, room)).to).toBe(40);
  });

  it('have no column that is wider than they are, so that its values can be seen', () => {
    const panes = layPanes([group('label', 3, 150), group('naive', 30, 230), group('as-of', 30, 230)], 360);
    for (const { edges, width } of panes)
      for (let i = 1; i < edges.length; i++) expect(edges[i]! - edges[i - 1]!).toBeLessThanOrEqual(width + 1e-9);
    const room = sidewaysRoom(panes);
    expect(seenColumns(panes[1]!, paneOffset(panes[1]!, 0, room))).toEqual({ from: 0, to: 1 });
  });

  it('bring a column into view by as little as is needed', () => {
    const panes = layPanes([group('label', 3), group('naive', 40), group('as-of', 40)], 1000);
    const [room, naive] = [sidewaysRoom(panes), panes[1]!];
    const sideways = revealColumn(naive, 20, 0, room);
    const offset = paneOffset(naive, sideways, room);
    expect(naive.edges[21]! - offset).toBeCloseTo(naive.width, 3);
    expect(revealColumn(naive, 20, sideways, room)).toBeCloseTo(sideways, 3);
    expect(revealColumn(naive, 0, sideways, room)).toBe(0);
  });

  it('keep pinned columns in sight, whatever number of others scrolls beside them', () => {
    const all = group('all', 1000);
    const columns = all.columns.map((column, i) => ({ ...column, pinned: i === 0 || i === 700 }));
    const panes = layPanes([{ ...all, columns }], 1000);
    const room = sidewaysRoom(panes);
    expect(panes.map(({ columns, left, width }) => [columns.length, left, width])).toEqual([
      [2, 0, 200],
      [998, 200, 800],
    ]);
    expect(panes[0]!.columns.map(({ id }) => id)).toEqual(['all0', 'all700']);
    for (const sideways of [0, room / 2, room]) {
      expect(paneOffset(panes[0]!, sideways, room)).toBe(0);
      const { from, to } = seenColumns(panes[1]!, paneOffset(panes[1]!, sideways, room));
      expect(to - from).toBeLessThan(10);
    }
  });

  it('cut no pinned column where all fit beside one pane of others', () => {
    const all = group('all', 6);
    const columns = all.columns.map((column, i) => ({ ...column, pinned: i < 3 }));
    expect(layPanes([{ ...all, columns }], 440).map(({ width }) => width)).toEqual([300, 140]);
  });

  it('leave room for others beside pinned columns that would take it all', () => {
    const all = group('all', 40);
    const panes = layPanes([{ ...all, columns: all.columns.map((column, i) => ({ ...column, pinned: i < 20 })) }], 500);
    expect(panes[1]!.width).toBeGreaterThan(150);
    expect(sidewaysRoom(panes)).toBeGreaterThan(0);
  });

  it('spread columns a little and no more, and those not whose width was chosen', () => {
    const [one] = layPanes(
      [{ ...group('all', 2), columns: [{ ...group('all', 1).columns[0]!, chosen: true }, group('b', 1).columns[0]!] }],
      1000,
    );
    expect(one!.edges).toEqual([0, 100, 250]);
  });

  it('are one where there is one group, and nothing before there is a width', () => {
    expect(layPanes([group('all', 30)], 500)[0]).toMatchObject({ left: 0, width: 500 });
    expect(layPanes([group('label', 2), group('naive', 2)], 0).every((pane) => pane.width >= 0)).toBe(true);
  });
});
