import type { ValueKind } from '../../../core/types/describe-type.ts';

/** A column as the grid draws it. */
export interface GridColumnSpec {
  /** Its own among all columns of the grid; what a notebook's file calls it. */
  id: string;
  title: string;
  /** Behind the title, on pointing at it. */
  hint?: string;
  align: 'start' | 'end';
  /** Until its values are here, pixels. */
  width: number;
  /** Room that is kept for what stands beside the values, so that these stay in line. */
  noteWidth?: number;
  /** The column of the rows' pages that it shows; left out, it is the id. */
  source?: string;
  /** It stays in sight, left of those that scroll. */
  pinned?: boolean;
  /** It does so without being told to. */
  comesPinned?: boolean;
  /** That width was chosen: it is not stretched. */
  chosen?: boolean;
  /** Columns with the same are hidden together; left out, it is the id. */
  hides?: string;
  /** What its values are; left out, it is looked up in the rows. */
  kind?: ValueKind;
}

export function sourceOf({ source, id }: GridColumnSpec): string {
  return source ?? id;
}

/** Columns that stand together under one title; with several groups they scroll sideways together. */
export interface GridGroup {
  id: string;
  title: string;
  columns: readonly GridColumnSpec[];
}

/** A stretch of a group's columns that moves as one: those that are pinned, or the others. */
export interface Pane {
  id: string;
  group: GridGroup;
  columns: readonly GridColumnSpec[];
  /** It stands right of the group's pinned columns. */
  beside: boolean;
  /** Index of its first column among all. */
  start: number;
  /** Where it begins in the grid, and how wide it is there. */
  left: number;
  width: number;
  /** Where its columns begin, from the pane's own left; one longer than the columns: the last is the end. */
  edges: readonly number[];
}

export const gap = 14;
const leastPane = 120;
/** So much is left to each group beside the first, before that has all its pinned columns in sight. */
const leastBeside = 140;
/** Columns that fit are spread no further than this: what is far apart is hard to read across. */
const mostStretch = 1.5;
/** Pinned columns that leave the others less than a pane's width have at most so much of their group. */
const mostPinned = 0.62;

/**
 * Lays groups side by side, in each the pinned columns first. Where they are wider than the view, the others share
 * what the first leaves, which keeps to about a third if they need the rest, or to what its pinned columns take;
 * where they are narrower, columns grow a little.
 */
export function layPanes(groups: readonly GridGroup[], view: number): Pane[] {
  const room = view - gap * (groups.length - 1);
  const natural = groups.map(({ columns }) => widthOf(columns));
  const total = natural.reduce((sum, width) => sum + width, 0);
  const widths =
    total <= room
      ? natural.map((width) => width + ((room - total) * width) / (total || 1))
      : squeeze(groups, natural, room);
  let left = 0;
  let start = 0;
  return groups.flatMap((group, i) => {
    const width = Math.max(0, widths[i]!);
    const stretch = Math.min(mostStretch, Math.max(1, width / (natural[i]! || 1)));
    const pinned = group.columns.filter((column) => column.pinned);
    const others = group.columns.filter((column) => !column.pinned);
    const wanted = stretched(pinned, stretch);
    const most = wanted <= width - leastPane ? wanted : Math.min(wanted, width * mostPinned);
    const taken = others.length === 0 ? width : most;
    const parts = [
      { id: `${group.id} pinned`, columns: pinned, beside: false, width: taken },
      { id: group.id, columns: others, beside: pinned.length > 0, width: width - taken },
    ].filter(({ columns }) => columns.length > 0 || group.columns.length === 0);
    const panes = parts.map((part): Pane => {
      const pane = { ...part, group, start, left, edges: edgesOf(part.columns, stretch, part.width) };
      left += part.width;
      start += part.columns.length;
      return pane;
    });
    left += gap;
    return panes;
  });
}

/** How far the widest pane's columns reach beyond it. */
export function sidewaysRoom(panes: readonly Pane[]): number {
  return Math.round(Math.max(0, ...panes.map((pane) => pane.edges.at(-1)! - pane.width)));
}

/** How far a pane's columns are moved when the grid is scrolled sideways; a pane that has less to show moves less. */
export function paneOffset(pane: Pane, sideways: number, room: number): number {
  const own = Math.max(0, pane.edges.at(-1)! - pane.width);
  return room > 0 ? (sideways / room) * own : 0;
}

/** The columns of a pane that can be seen, or are within a margin of pixels: [from, to). */
export function seenColumns(pane: Pane, offset: number, margin = 0): { from: number; to: number } {
  const count = pane.columns.length;
  let from = 0;
  while (from < count - 1 && pane.edges[from + 1]! <= offset - margin) from++;
  let to = from;
  while (to < count && pane.edges[to]! < offset + pane.width + margin) to++;
  return { from, to };
}

/** The sideways position at which a column is wholly seen, as near to the present one as can be. */
export function revealColumn(pane: Pane, index: number, sideways: number, room: number): number {
  const own = pane.edges.at(-1)! - pane.width;
  if (own <= 0 || room <= 0) return sideways;
  const offset = paneOffset(pane, sideways, room);
  const [left, right] = [pane.edges[index]!, pane.edges[index + 1]!];
  const wanted = left < offset ? left : right > offset + pane.width ? Math.min(left, right - pane.width) : offset;
  return wanted === offset ? sideways : (wanted / own) * room;
}

function widthOf(columns: readonly GridColumnSpec[]): number {
  return columns.reduce((sum, column) => sum + column.width, 0);
}

function stretched(columns: readonly GridColumnSpec[], by: number): number {
  return columns.reduce((sum, { width, chosen }) => sum + width * (chosen ? 1 : by), 0);
}

/** Never wider than their pane: where a column ends is where a number stands. */
function edgesOf(columns: readonly GridColumnSpec[], by: number, most: number): number[] {
  const edges = [0];
  for (const column of columns) edges.push(edges.at(-1)! + Math.min(stretched([column], by), most || Infinity));
  return edges;
}

function squeeze(groups: readonly GridGroup[], natural: readonly number[], room: number): number[] {
  if (natural.length === 1) return [room];
  const rest = natural.slice(1);
  const restTotal = rest.reduce((sum, width) => sum + width, 0);
  const pinned = widthOf(groups[0]!.columns.filter((column) => column.pinned));
  const kept = Math.max(leastPane, room * 0.32, Math.min(pinned, room - leastBeside * rest.length), room - restTotal);
  const first = Math.min(natural[0]!, kept);
  return [first, ...rest.map((width) => ((room - first) * width) / (restTotal || 1))];
}
