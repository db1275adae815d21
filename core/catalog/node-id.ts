import type { Kind } from '../model/known.ts';

/** Whatever the catalog has a page of. */
export type EntryKind = Kind | 'feature' | 'notebook';
/** Whatever lineage leads through. */
export type NodeKind = EntryKind | 'column';

/** What tells a node from all others: a view and a source may have one name. */
export function nodeId(kind: NodeKind, name: string): string {
  return `${kind}/${name}`;
}

/** The inverse. */
export function nodeOf(id: string): { kind: NodeKind; name: string } {
  const at = id.indexOf('/');
  return { kind: id.slice(0, at) as NodeKind, name: id.slice(at + 1) };
}
