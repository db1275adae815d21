import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyEdit,
  bodyText,
  editBetween,
  inserted,
  inverseOf,
  moved,
  removed,
  withBody,
} from '../../../../core/notebook/file/edit.ts';
import { partText, splitNotebook, type Part } from '../../../../core/notebook/file/parts.ts';
import { anyDocument } from './documents.ts';

const cells = (text: string): Part[] => splitNotebook(text).filter(({ kind }) => kind === 'cell');
const words = (text: string): string => text.replaceAll(/[\s\uFEFF]/g, '');
const runs = { numRuns: 500, seed: 1 };
const body = fc
  .array(fc.constantFrom('a: 1', 'SELECT 1', '```', '`````', '~~~', '', '  b', '---', '\u{1F600}'), { maxLength: 5 })
  .map((lines) => lines.join('\n'));

describe('withBody', () => {
  it('keeps the bytes of all other parts, and reads back', () => {
    fc.assert(
      fc.property(anyDocument, fc.nat(), body, (text, which, fresh) => {
        const parts = splitNotebook(text);
        const closed = parts.filter(({ kind, close }) => kind === 'cell' && close !== '');
        fc.pre(closed.length > 0);
        const part = closed[which % closed.length]!;
        const edited = withBody(text, part, fresh);
        const after = splitNotebook(edited);
        expect(after.map(partText).toSpliced(parts.indexOf(part), 1)).toEqual(
          parts.map(partText).toSpliced(parts.indexOf(part), 1),
        );
        expect(bodyText(after[parts.indexOf(part)]!)).toBe(fresh);
      }),
      runs,
    );
  });

  it('changes nothing where nothing was changed', () => {
    fc.assert(
      fc.property(anyDocument, (text) =>
        splitNotebook(text).every((part) => withBody(text, part, bodyText(part)) === text),
      ),
      runs,
    );
  });

  it('makes the fence longer where a line would close it, and no shorter again', () => {
    const text = '```sql a\nSELECT 1\n```\n';
    const edited = withBody(text, cells(text)[0]!, 'SELECT 1\n```\n````');
    expect(edited).toBe('`````sql a\nSELECT 1\n```\n````\n`````\n');
    expect(withBody(edited, cells(edited)[0]!, 'SELECT 2')).toBe('`````sql a\nSELECT 2\n`````\n');
  });

  it('keeps mixed ends where they are', () => {
    const text = '```sql a\r\none\ntwo\r\nthree\n```\r\n';
    expect(withBody(text, cells(text)[0]!, 'one\nTWO\nthree')).toBe('```sql a\r\none\nTWO\r\nthree\n```\r\n');
  });

  it('keeps lines apart whose ends would be one', () => {
    const text = '~~~asof skew\n\r~~~';
    const edited = withBody(text, cells(text)[0]!, '\n');
    expect([edited, bodyText(cells(edited)[0]!)]).toEqual(['~~~asof skew\n\r\r\n~~~', '\n']);
    const between = 'a\r```sql a\r```\r\n\nb\n';
    expect(removed(between, cells(between)[0]!)).toBe('a\r\r\n\nb\n');
  });

  it('closes no cell that its author has not closed', () => {
    const text = 'x\n\n```sql a\nSELECT 1';
    expect(withBody(text, cells(text)[0]!, 'SELECT 2')).toBe('x\n\n```sql a\nSELECT 2');
    expect(withBody('```sql a', cells('```sql a')[0]!, 'x')).toBe('```sql a\nx\n');
  });

  it('edits prose without the empty lines around it', () => {
    const text = '\uFEFF# A\n\nb\n\n```sql a\n```\n\n\nc';
    const [first, , last] = splitNotebook(text);
    expect([bodyText(first!), bodyText(last!)]).toEqual(['# A\n\nb', 'c']);
    expect(withBody(text, first!, '# B')).toBe('\uFEFF# B\n\n```sql a\n```\n\n\nc');
    expect(withBody(text, last!, 'd\ne')).toBe('\uFEFF# A\n\nb\n\n```sql a\n```\n\n\nd\ne');
  });

  it('refuses front matter that holds its own end', () => {
    const text = '---\na: 1\n---\n';
    expect(withBody(text, splitNotebook(text)[0]!, 'a: 2')).toBe('---\na: 2\n---\n');
    expect(() => withBody(text, splitNotebook(text)[0]!, 'a: |\n---')).toThrow('cannot hold the line that ends it');
  });
});

describe('inserted, removed and moved', () => {
  const block = '```asof drift\nx: 1\n```';
  const anyPlace = fc.tuple(anyDocument, fc.nat());

  it('puts an empty line on either side, in the ends of the file', () => {
    expect(inserted('a\r\nb', splitNotebook('a\r\nb'), 1, block)).toBe('a\r\nb\r\n\r\n```asof drift\r\nx: 1\r\n```');
    const text = '---\na: 1\n---\n```sql a\n```\n';
    expect(inserted(text, splitNotebook(text), 0, block)).toBe(
      '---\na: 1\n---\n\n```asof drift\nx: 1\n```\n\n```sql a\n```\n',
    );
    expect(inserted('', [], 0, block)).toBe('```asof drift\nx: 1\n```\n');
    expect(inserted('\uFEFFx\n', splitNotebook('\uFEFFx\n'), 0, block)).toBe('\uFEFF```asof drift\nx: 1\n```\n\nx\n');
  });

  it('puts nothing behind what is not closed', () => {
    for (const text of ['```sql a\nSELECT 1\n', '```python\n', 'x\n\n<!-- y\n'])
      expect(() => inserted(text, splitNotebook(text), splitNotebook(text).length, block)).toThrow('not closed');
  });

  it('adds one cell, loses nothing, and is undone to the byte', () => {
    fc.assert(
      fc.property(anyPlace, ([text, where]) => {
        const parts = splitNotebook(text);
        const index = where % (parts.length + 1);
        const edited = attempt(() => inserted(text, parts, index, block));
        fc.pre(edited !== null);
        const made = cells(edited);
        expect(made).toHaveLength(cells(text).length + 1);
        expect(words(edited)).toHaveLength(words(text).length + words(block).length);
        const edit = JSON.parse(JSON.stringify(editBetween(text, edited))) as ReturnType<typeof editBetween>;
        expect(applyEdit(text, edit)).toBe(edited);
        expect(applyEdit(edited, inverseOf(edit))).toBe(text);
        const mine = made.find((cell) => bodyText(cell) === 'x: 1')!;
        expect(words(removed(edited, mine))).toBe(words(text));
      }),
      runs,
    );
  });

  it('moves a cell and keeps all others', () => {
    fc.assert(
      fc.property(anyPlace, fc.nat(), ([text, from], to) => {
        const parts = splitNotebook(text);
        fc.pre(parts.length > 1);
        const source = from % parts.length;
        fc.pre(parts[source]!.kind === 'cell');
        const edited = attempt(() => moved(text, parts, source, to % (parts.length + 1)));
        fc.pre(edited !== null);
        const bodies = (one: string): string[] => cells(one).map(bodyText).sort();
        expect(bodies(edited)).toEqual(bodies(text));
        expect([...words(edited)].sort()).toEqual([...words(text)].sort());
        expect(edited.startsWith('\uFEFF')).toBe(text.startsWith('\uFEFF'));
      }),
      runs,
    );
  });

  it('moves cells over prose', () => {
    const text = 'a\n\n```sql a\n```\n\nb\n\n```sql b\n```\n';
    const parts = splitNotebook(text);
    expect(moved(text, parts, 1, 4)).toBe('a\n\n\nb\n\n```sql b\n```\n\n```sql a\n```\n');
    expect(moved(text, parts, 3, 0)).toBe('```sql b\n```\n\na\n\n```sql a\n```\n\nb\n');
    expect(moved(text, parts, 1, 2)).toBe(text);
  });

  it('keeps two pieces of prose where a cell between them goes', () => {
    const text = 'a\n```sql a\n```\nb\n';
    expect(removed(text, cells(text)[0]!)).toBe('a\n\n\nb\n');
  });
});

function attempt(edit: () => string): string | null {
  try {
    return edit();
  } catch (error) {
    expect((error as Error).message).toMatch(/not closed|cannot be moved/);
    return null;
  }
}
