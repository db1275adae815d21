import * as fc from 'fast-check';
import { marked } from 'marked';
import { describe, expect, it } from 'vitest';
import { joinNotebook, splitNotebook } from '../../../../core/notebook/file/parts.ts';
import { anyDocument, plainDocument } from './documents.ts';

const shape = (text: string) => splitNotebook(text).map(({ kind, open, body, close }) => [kind, open, body, close]);
const cellsOf = (text: string) => splitNotebook(text).filter(({ kind }) => kind === 'cell');

describe('splitNotebook', () => {
  it('tells front matter, prose and cells apart', () => {
    const text =
      '---\ntitle: Spring\n---\n# Hello\n\n```asof leakage\nlabels: l\n```\n\n```sql late_rows\nSELECT 1\n```';
    expect(shape(text)).toEqual([
      ['front', '---\n', 'title: Spring\n', '---\n'],
      ['prose', '', '# Hello\n\n', ''],
      ['cell', '```asof leakage\n', 'labels: l\n', '```\n'],
      ['prose', '', '\n', ''],
      ['cell', '```sql late_rows\n', 'SELECT 1\n', '```'],
    ]);
    expect(splitNotebook(text).map(({ line, at }) => [line, at])).toEqual([
      [1, 0],
      [4, 22],
      [6, 31],
      [9, 61],
      [10, 62],
    ]);
  });

  it.each([
    ['a fence of another language', '```python\nx\n```\n'],
    ['sql without a name', '```sql\nSELECT 1\n```\n'],
    ['sql with what is no name', '```sql {1,3} title="x"\nSELECT 1\n```\n'],
    ['a word that only begins so', '```asofx leakage\n```\n'],
    ['a cell inside a longer fence', '````md\n```asof leakage\n```\n````\n'],
    ['a cell that is commented out', '<!--\n```asof leakage\n```\n-->\n'],
    ['a cell in <pre>', '<pre>\n```asof leakage\n```\n</pre>\n'],
    ['an indented fence', ' ```asof leakage\n ```\n'],
    ['a fence in a list', '- one\n\n  ```asof leakage\n  ```\n'],
    ['marks in a sentence', 'write ~~~ or ```asof x``` for it\n'],
    ['an info with a backtick', '```asof `x`\n```\n'],
    ['a fence in a quote', '> ```asof leakage\n> ```\n'],
  ])('takes %s for prose', (_, text) => {
    expect(shape(text)).toEqual([['prose', '', text, '']]);
  });

  it.each([
    ['behind an open fence in a list, which ends with it', '- ```\n  code\n\n```asof skew\n```\n'],
    ['behind a closed fence in a list', '1. ```py\n   code\n   ```\n\n```asof skew\n```\n'],
    ['behind a comment', '<!-- a\nb -->\n```asof skew\n```\n'],
    ['behind prose without an empty line', 'words\n```asof skew\n```\n'],
    ['with tildes', '~~~asof skew\n~~~\n'],
    ['with spaces about its info', '```  asof skew  \n```\n'],
  ])('finds a cell %s', (_, text) => {
    expect(cellsOf(text)).toHaveLength(1);
  });

  it('closes a fence with the same mark only, at least as often', () => {
    expect(cellsOf('````asof x\n```\n~~~~\n````` y\n   ````` \nend\n')).toMatchObject([
      { body: '```\n~~~~\n````` y\n', close: '   ````` \n' },
    ]);
  });

  it('goes on over what is no end of a line in Markdown', () => {
    const [part, ...others] = splitNotebook('```asof a\u2028b\u2029\nlabels: x\n```\n');
    expect([part!.kind, part!.fence?.info, others]).toEqual(['cell', 'asof a\u2028b\u2029', []]);
  });

  it('gives a cell that is not closed all that follows, and no close', () => {
    expect(shape('a\n```asof skew\nb\n# c')).toEqual([
      ['prose', '', 'a\n', ''],
      ['cell', '```asof skew\n', 'b\n# c', ''],
    ]);
  });

  it('has front matter only where the file begins, and only if it ends', () => {
    expect(shape('\uFEFF---\r\na: 1\r\n...\r\nx')).toEqual([
      ['front', '\uFEFF---\r\n', 'a: 1\r\n', '...\r\n'],
      ['prose', '', 'x', ''],
    ]);
    expect(shape('\n---\na: 1\n---\n')).toMatchObject([['prose', '', '\n---\na: 1\n---\n', '']]);
    expect(shape('---\na: 1\n')).toMatchObject([['prose', '', '---\na: 1\n', '']]);
  });

  it('keeps every byte', () => {
    fc.assert(
      fc.property(anyDocument, (text) => joinNotebook(splitNotebook(text)) === text),
      { numRuns: 3000, seed: 1 },
    );
    const anything = fc.string({
      unit: fc.constantFrom('`', '~', '\n', '\r', '-', ' ', 'a', '\t', '<', '!', '>', '\uFEFF'),
    });
    fc.assert(
      fc.property(anything, (text) => joinNotebook(splitNotebook(text)) === text),
      { numRuns: 3000, seed: 1 },
    );
  });

  it('says where each part begins', () => {
    fc.assert(
      fc.property(anyDocument, (text) => {
        for (const { at, line, open, body } of splitNotebook(text)) {
          expect(text.startsWith(open + body, at)).toBe(true);
          expect(text.slice(0, at).match(/\r\n|\r|\n/g)?.length ?? 0).toBe(line - 1);
        }
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it('finds the cells that a Markdown parser finds', () => {
    fc.assert(
      fc.property(plainDocument, (text) => {
        const [front] = splitNotebook(text);
        const rest =
          front?.kind === 'front' ? text.slice(front.open.length + front.body.length + front.close.length) : text;
        const ours = cellsOf(text).map(({ body, fence }) => [
          fence!.info,
          body.replaceAll('\r\n', '\n').replace(/\n$/, ''),
        ]);
        expect(ours).toEqual(markedCells(rest));
      }),
      { numRuns: 5000, seed: 1 },
    );
  });
});

function markedCells(text: string) {
  return marked.lexer(text).flatMap((token) => {
    if (token.type !== 'code' || !/^[`~]/.test(token.raw)) return [];
    const info = (token as { lang?: string }).lang ?? '';
    const isCell = /^(?:asof(?:\s|$)|sql\s+\w+$)/.test(info);
    return isCell ? [[info, (token as { text: string }).text.replace(/\n$/, '')]] : [];
  });
}
