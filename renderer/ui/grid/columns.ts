/** A column as the grid draws it. */
export interface GridColumnSpec {
  id: string;
  title: string;
  /** Behind the title, on pointing at it. */
  hint?: string;
  align: 'start' | 'end';
  width: number;
  /** Room that is kept for what stands beside the values, so that these stay in line. */
  noteWidth?: number;
  /** Its header can be chosen to sort by. */
  sortable?: boolean;
}

/** Columns that stand together under one title; with several groups, each is a pane and they scroll sideways together. */
export interface GridGroup {
  id: string;
  title: string;
  columns: readonly GridColumnSpec[];
}

export interface Pane {
  group: GridGroup;
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

/**
 * Lays groups side by side. Where they are wider than the view, the others share what the first leaves,
 * which keeps to about a third if they need the rest; where they are narrower, columns grow to fill it.
 */
export function layPanes(groups: readonly GridGroup[], view: number): Pane[] {
  const room = view - gap * (groups.length - 1);
  const natural = groups.map((group) => group.columns.reduce((sum, column) => sum + column.width, 0));
  const total = natural.reduce((sum, width) => sum + width, 0);
  const widths =
    total <= room ? natural.map((width) => width + ((room - total) * width) / (total || 1)) : squeeze(natural, room);
  let left = 0;
  let start = 0;
  return groups.map((group, i) => {
    const width = Math.max(0, widths[i]!);
    const stretch = Math.max(1, width / (natural[i]! || 1));
    const edges = [0];
    // Never wider than its pane: where it ends is where a number stands.
    for (const column of group.columns) edges.push(edges.at(-1)! + Math.min(column.width * stretch, width || Infinity));
    const pane = { group, start, left, width, edges };
    left += width + gap;
    start += group.columns.length;
    return pane;
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

/** The columns of a pane that can be seen: [from, to). */
export function seenColumns(pane: Pane, offset: number): { from: number; to: number } {
  const count = pane.group.columns.length;
  let from = 0;
  while (from < count - 1 && pane.edges[from + 1]! <= offset) from++;
  let to = from;
  while (to < count && pane.edges[to]! < offset + pane.width) to++;
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

function squeeze(natural: readonly number[], room: number): number[] {
  if (natural.length === 1) return [room];
  const rest = natural.slice(1);
  const restTotal = rest.reduce((sum, width) => sum + width, 0);
  const first = Math.min(natural[0]!, Math.max(leastPane, room * 0.32, room - restTotal));
  return [first, ...rest.map((width) => ((room - first) * width) / (restTotal || 1))];
}
