import type { CatalogEntry } from './catalog.ts';
import { edgePaths, type EdgePath } from './edge-paths.ts';
import { Edges } from './edges.ts';
import { nodeId, nodeOf, type NodeKind } from './node-id.ts';

/** The lineage of one thing, from left to right: what it comes from, itself, what comes of it. */
export interface LineagePicture {
  nodes: PlacedNode[];
  edges: EdgePath[];
  /** What a column has no room for. */
  more: { x: number; y: number; count: number }[];
  width: number;
  height: number;
}

export interface PlacedNode {
  id: string;
  kind: NodeKind;
  /** As far as there is room for it. */
  text: string;
  x: number;
  y: number;
  isFocus: boolean;
}

export const nodeSize = { width: 136, height: 34 };
const gap = { x: 34, y: 10 };
/** Of room around a picture: lines pass above and below its boxes. */
export const pictureEdge = 7;
/** Of one column: more would be no picture. */
const mostNodes = 6;
const mostLetters = 17;

/** All edges that entries say. */
export function edgesOf(entries: readonly CatalogEntry[]): Edges {
  const edges = new Edges();
  for (const { kind, name, from, to } of entries) {
    const id = nodeId(kind, name);
    for (const one of from) edges.add(one, id);
    for (const one of to) edges.add(id, one);
  }
  return edges;
}

/** What lies nearest is shown, of each kind a few; how many more there are is said. */
export function lineagePicture(focus: string, edges: Edges): LineagePicture {
  const isShown = (id: string) => nodeOf(id).kind !== 'entity' || id === focus;
  const all = [focus, ...edges.allBefore(focus), ...edges.allAfter(focus)].filter(isShown);
  const columns = inColumns(all, focus, edges);
  const shown = columns.map((ids) => ids.slice(0, ids.length > mostNodes ? mostNodes - 1 : mostNodes));
  const tallest = Math.max(...columns.map((ids) => Math.min(ids.length, mostNodes)));
  const step = nodeSize.height + gap.y;
  const height = tallest * step - gap.y;
  const nodes: PlacedNode[] = [];
  const more: LineagePicture['more'] = [];
  columns.forEach((ids, c) => {
    const x = c * (nodeSize.width + gap.x);
    const top = (height - Math.min(ids.length, mostNodes) * step + gap.y) / 2;
    shown[c]!.forEach((id, i) => nodes.push({ ...said(id), id, x, y: top + i * step, isFocus: id === focus }));
    const left = ids.length - shown[c]!.length;
    if (left > 0) more.push({ x, y: top + shown[c]!.length * step, count: left });
  });
  const width = columns.length * (nodeSize.width + gap.x) - gap.x;
  return { nodes, edges: edgePaths(nodes, more, { edges, sizes: { box: nodeSize, gap } }), more, width, height };
}

/** Each in the column of its kind; features that are computed behind those that they read. Columns without any are left out. */
function inColumns(ids: readonly string[], focus: string, edges: Edges): string[][] {
  const columns = new Map<number, string[]>();
  for (const id of new Set(ids)) {
    const at = columnOf(id, edges);
    columns.set(at, [...(columns.get(at) ?? []), id]);
  }
  const sorted = [...columns].sort(([a], [b]) => a - b).map(([, column]) => column);
  // What it is about is never among the rest.
  return sorted.map((column) => [...column].sort((a, b) => Number(b === focus) - Number(a === focus)));
}

/** Features may be computed from others, those again, .. */
const mostComputed = 20;

function columnOf(id: string, edges: Edges): number {
  const { kind } = nodeOf(id);
  const depth = kind === 'feature' ? depthOf(id, edges) : 0;
  const place = { entity: 0, source: 0, column: 1, 'feature view': 2, feature: 3 + depth };
  const last = { 'label table': 0, 'feature service': 1, notebook: 2 };
  return kind in place ? place[kind as keyof typeof place] : 4 + mostComputed + last[kind as keyof typeof last];
}

function depthOf(id: string, edges: Edges, most = mostComputed): number {
  if (most === 0) return 0;
  const inputs = edges.from(id).filter((one) => nodeOf(one).kind === 'feature');
  return inputs.length === 0 ? 0 : 1 + Math.max(...inputs.map((one) => depthOf(one, edges, most - 1)));
}

function said(id: string): Pick<PlacedNode, 'kind' | 'text'> {
  const { kind, name } = nodeOf(id);
  const short =
    kind === 'feature'
      ? name.slice(name.indexOf(':') + 1)
      : kind === 'column'
        ? name.slice(name.lastIndexOf('.') + 1)
        : name;
  return { kind, text: short.length > mostLetters ? `${short.slice(0, mostLetters - 1)}…` : short };
}
