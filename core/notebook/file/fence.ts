import { lineContent, isBlank, type Line } from './lines.ts';

/** An opening fence, as CommonMark has it. */
export interface Fence {
  /** "`" or "~". */
  mark: string;
  length: number;
  /** What follows the marks. */
  info: string;
  /** It begins its line, outside of lists: only such a fence can be a cell. */
  isFlush: boolean;
}

/** Whether a line closes a fence: the same mark, at least as often, and nothing else. */
export function closes({ mark, length }: Pick<Fence, 'mark' | 'length'>, line: Line): boolean {
  const [, marks = ''] = /^ {0,3}(`+|~+)[ \t]*$/.exec(lineContent(line)) ?? [];
  return marks.startsWith(mark) && marks.length >= length;
}

/** HTML in which Markdown means nothing: what begins it, and what its last line has. */
const verbatim: [begins: RegExp, ends: RegExp][] = [
  [/^<!--/, /-->/],
  [/^<(?:pre|script|style|textarea)(?=[\s>]|$)/i, /<\/(?:pre|script|style|textarea)>/i],
];

/**
 * Reads prose line by line, to know which fences are fences: not those inside another fence, a comment or
 * other verbatim HTML. Lists are followed as far as that takes: a fence that an item began ends with it.
 */
export class ProseScanner {
  /** The columns where the contents of the list items begin that the line before was in, outermost first. */
  #items: number[] = [];
  #inside: { depth: number; ends: (line: Line) => boolean } | null = null;
  #isWithin = false;
  #goesOn = false;

  /** The last line belongs to what lines before it began: a fence, verbatim HTML, a list. */
  get goesOn(): boolean {
    return this.#goesOn;
  }

  /** Takes the next line; gives the fence that it opens. */
  next(line: Line): Fence | null {
    const wasInList = this.#items.length > 0;
    const fence = this.#take(line);
    this.#goesOn = this.#isWithin || (wasInList && this.#items.length > 0);
    return fence;
  }

  #take(line: Line): Fence | null {
    let { column, rest } = indented(lineContent(line), 0);
    if (!isBlank(line)) while ((this.#items.at(-1) ?? 0) > column) this.#items.pop();
    if (this.#inside && this.#inside.depth > this.#items.length) this.#inside = null;
    this.#isWithin = this.#inside !== null;
    if (this.#inside) {
      const within = ' '.repeat(Math.max(0, column - (this.#items.at(-1) ?? 0))) + rest;
      if (this.#inside.ends(within)) this.#inside = null;
      return null;
    }
    for (;;) {
      if (column - (this.#items.at(-1) ?? 0) > 3) return null;
      const [marker] = /^(?:[-*+]|\d{1,9}[.)])(?=[ \t]|$)/.exec(rest) ?? [];
      if (marker === undefined || /^([-*])(?:[ \t]*\1){2,}[ \t]*$/.test(rest)) break;
      const from = column + marker.length;
      const content = indented(rest.slice(marker.length), from);
      const isCode = content.column - from > 4 || content.rest === '';
      this.#items.push(isCode ? from + 1 : content.column);
      ({ column, rest } = content);
    }
    return this.#begins(rest, column === 0);
  }

  #begins(rest: string, isFlush: boolean): Fence | null {
    const depth = this.#items.length;
    const [, marks, info = ''] = /^(`{3,}(?=[^`]*$)|~{3,})(.*)$/s.exec(rest) ?? [];
    if (marks !== undefined) {
      const fence = { mark: marks[0]!, length: marks.length, info: info.replace(/^[ \t]+|[ \t]+$/g, ''), isFlush };
      this.#inside = { depth, ends: (line) => closes(fence, line) };
      return fence;
    }
    const [, ends] = verbatim.find(([begins]) => begins.test(rest)) ?? [];
    if (ends && !ends.test(rest)) this.#inside = { depth, ends: (line) => ends.test(line) };
    return null;
  }
}

/** Where a text's first character that is no space stands, tabs reaching to the next fourth column. */
function indented(text: string, from: number): { column: number; rest: string } {
  let column = from;
  let i = 0;
  for (; text[i] === ' ' || text[i] === '\t'; i++) column += text[i] === '\t' ? 4 - (column % 4) : 1;
  return { column, rest: text.slice(i) };
}
