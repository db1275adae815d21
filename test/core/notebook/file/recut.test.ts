import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bodyText, inserted, removed } from '../../../../core/notebook/file/edit.ts';
import { splitNotebook, type Part } from '../../../../core/notebook/file/parts.ts';
import { piecesOf } from '../../../../core/notebook/file/pieces.ts';
import { joinParts, splitPart, onlyFence } from '../../../../core/notebook/file/recut.ts';
import { anyDocument } from './documents.ts';

const pieces = (text: string): Part[] => piecesOf(splitNotebook(text));
const bodies = (text: string): string[] => pieces(text).map(bodyText);
/** A fence may become longer. */
const words = (text: string): string => text.replaceAll(/[\s\uFEFF`~]/g, '');

describe('prose', () => {
  it('is in pieces that two empty lines keep apart, and one does not', () => {
    expect(bodies('a\n\nb\n\n\nc\n \n\t\n\n# d\n')).toEqual(['a\n\nb', 'c', '# d']);
    expect(bodies('---\nasof: 1\n---\n\n\n\na\n')).toEqual(['a']);
  });

  it.each([
    ['a list', '- a\n\n\n- b\n\n\n  c'],
    ['a fence', '```py\na\n\n\nb\n```'],
    ['a comment', '<!-- a\n\n\nb -->'],
    ['a fence in a list', '- ```\n  a\n\n\n  b\n  ```'],
  ])('is not cut within %s', (_, text) => {
    expect(bodies(`${text}\n`)).toEqual([text]);
  });

  it('begins a piece behind a list that ends, and behind a fence', () => {
    expect(bodies('- a\n\n\nb\n')).toEqual(['- a', 'b']);
    expect(bodies('```\na\n```\n\n\n```\nb\n```\n')).toEqual(['```\na\n```', '```\nb\n```']);
  });

  it('stays in its pieces where one is put between, and where what is between goes', () => {
    const text = 'a\n\n```sql x\n```\n\nb\n';
    const [, cell] = splitNotebook(text);
    expect(removed(text, cell!)).toBe('a\n\n\nb\n');
    const more = inserted(text, splitNotebook(text), 0, 'c\n');
    expect([more, bodies(more)]).toEqual(['c\n\n\na\n\n```sql x\n```\n\nb\n', ['c', 'a', '', 'b']]);
    expect(inserted('a\n', splitNotebook('a\n'), 1, 'b\n')).toBe('a\n\n\nb\n');
  });
});

describe('splitPart', () => {
  it('makes two cells of one, the second with a fence of its own', () => {
    const text = 'x\n\n~~~sql a\nSELECT 1\n\nSELECT 2\n~~~\n';
    const part = splitNotebook(text)[1]!;
    for (const at of [8, 9, 10]) {
      expect(splitPart(text, part, at, 'sql b')).toBe('x\n\n~~~sql a\nSELECT 1\n~~~\n\n```sql b\nSELECT 2\n```\n');
    }
    expect(bodies(splitPart(text, part, 0, 'sql b'))).toEqual(['x', '', 'SELECT 1\n\nSELECT 2']);
    expect(bodies(splitPart(text, part, 6, 'sql b'))).toEqual(['x', 'SELECT', '1\n\nSELECT 2']);
  });

  it('makes two pieces of prose, in the ends of the file', () => {
    const text = 'one two\r\n  three\r\n';
    const [part] = splitNotebook(text);
    expect(splitPart(text, part!, 3, null)).toBe('one\r\n\r\n\r\ntwo\r\n  three\r\n');
    expect(splitPart(text, part!, 8, null)).toBe('one two\r\n\r\n\r\n  three\r\n');
  });

  it.each([
    ['at the end of prose', 'a\n', 1],
    ['at its beginning', 'a\n', 0],
    ['between the items of a list', '- a\n- b\n', 3],
  ])('refuses %s', (_, text, at) => {
    expect(() => splitPart(text, splitNotebook(text)[0]!, at, null)).toThrow('nothing can be split off');
  });

  it('refuses a place in a fence', () => {
    const text = '```py\na\nb\n```\n';
    expect(() => splitPart(text, splitNotebook(text)[0]!, 8, null)).toThrow('not closed');
  });

  it('loses nothing of any document, nor does joining, and other pieces stay', () => {
    fc.assert(
      fc.property(anyDocument, fc.nat(), fc.nat(), (text, which, where) => {
        const all = pieces(text);
        fc.pre(all.length > 0);
        const part = all[which % all.length]!;
        const at = where % (bodyText(part).length + 1);
        let split: string;
        try {
          split = splitPart(text, part, at, part.kind === 'prose' ? null : 'sql fresh');
        } catch (error) {
          expect((error as Error).message).toMatch(/not closed|nothing can be split off/);
          return;
        }
        const marks = part.kind === 'prose' ? '' : 'sqlfresh';
        expect(words(split)).toHaveLength(words(text).length + marks.length);
        const place = all.indexOf(part);
        expect(bodies(split).slice(0, place)).toEqual(bodies(text).slice(0, place));
        const [first, second] = pieces(split).slice(place);
        // What stood in a list may begin a cell where it stands alone.
        if (second!.kind === part.kind) expect(words(joinParts(split, first!, second!))).toBe(words(text));
      }),
      { numRuns: 500, seed: 1 },
    );
  });
});

describe('joinParts', () => {
  it('puts lines of cells one below the other, under the first fence', () => {
    const text = '```sql a\nSELECT 1\n```\n\n```sql b\nSELECT 2\n```\n\nx\n';
    const [first, , second] = splitNotebook(text);
    expect(joinParts(text, first!, second!)).toBe('```sql a\nSELECT 1\nSELECT 2\n```\n\nx\n');
  });

  it('makes paragraphs of pieces of prose', () => {
    const text = 'a\n\n\n\nb\n\n```sql a\n```\n';
    const [first, second] = splitNotebook(text);
    expect(bodies(joinParts(text, first!, second!))).toEqual(['a\n\nb', '']);
  });
});

describe('onlyFence', () => {
  it('reads prose that is one fence, and no other', () => {
    expect(onlyFence('```sql\nSELECT 1\n\n-- x\n```')).toEqual({ info: 'sql', body: 'SELECT 1\n\n-- x' });
    for (const text of ['a', '```sql\na', '```sql\na\n```\nb', 'a\n```\nb\n```', '```\na\n```\n```\nb\n```'])
      expect(onlyFence(text)).toBeNull();
  });
});
