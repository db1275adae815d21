import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { workspaceId } from '../../../core/rpc/workspace-id.ts';
import { cellAt, cellLink, formatLink, linked, readLink, refOf, type Link } from '../../../renderer/state/link.ts';

const some = fc.string({ unit: 'binary', minLength: 1 });
const links = fc.record({
  workspace: fc.tuple(fc.constantFrom('lesson', 'folder', 'files'), some).map((pair) => pair.join(':')),
  notebook: fc.option(some),
  cell: fc.option(some),
});

describe('a link', () => {
  it('reads well, and back whatever folders, notebooks and cells are called', () => {
    const link = { workspace: 'folder:/home/me/a b', notebook: 'spring.md', cell: 'late_rows' };
    expect(formatLink(link)).toBe('#folder=/home/me/a%20b&notebook=spring.md&cell=late_rows');
    expect(formatLink({ workspace: 'folder:C:\\data', notebook: null, cell: null })).toBe('#folder=C:%5Cdata');
    const again = (one: Link) => readLink(new URL(formatLink(one), 'http://127.0.0.1:4000/').hash);
    fc.assert(fc.property(links, (one) => void expect(again(one)).toEqual(one)));
  });

  it('says nothing where it names no workspace', () => {
    for (const hash of ['', '#', '#folder=', '#notebook=a.md', '#window=3', '#%E0%A4%A', '#constructor=1'])
      expect(readLink(hash)).toBe(null);
  });

  it('opens folders of this machine alone: to look into another one is to log in there', () => {
    const ref = (path: string) => refOf({ workspace: `folder:${path}`, notebook: null, cell: null });
    expect(ref('/home/me')).toEqual({ kind: 'folder', path: '/home/me' });
    expect(ref('C:\\data')).toEqual({ kind: 'folder', path: 'C:\\data' });
    for (const path of ['\\\\evil\\share', '//evil/share', '\\/evil/share']) expect(ref(path)).toBe(null);
  });

  it('leads to files that were open before, by what they were taken for', () => {
    const role = { role: 'labels' as const, joinKeys: ['id'], timestampField: 'at' };
    const files = ['a.csv', 'b.csv'].map((file) => ({
      name: file,
      ref: { kind: 'files' as const, roles: [{ ...role, file }] },
    }));
    const workspace = workspaceId(files[1]!.ref);
    expect(linked({ workspace, notebook: null, cell: null }, files)).toBe(files[1]);
    expect(linked({ workspace: 'files:0', notebook: null, cell: null }, files)).toBe(null);
  });
});

describe('a cell in a link', () => {
  const cell = (kind: string, name: string | null = null) => ({ kind: { kind }, name });
  const cells = [cell('prose'), cell('leakage', 'spring'), cell('leakage'), cell('prose'), cell('leakage')];

  it('is called by its name, else by its kind and its number among those without one', () => {
    const called = cells.map((one) => cellLink(cells, one));
    expect(called).toEqual(['prose.1', 'spring', 'leakage.1', 'prose.2', 'leakage.2']);
    expect(called.map((one) => cellAt(cells, one))).toEqual(cells);
    expect(cellAt(cells, 'leakage')).toBe(null);
    expect(cellAt(cells, 'leakage.3')).toBe(null);
  });
});
