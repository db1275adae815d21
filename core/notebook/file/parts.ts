import { closes, ProseScanner, type Fence } from './fence.ts';
import { byteOrderMark, isBlank, linesOf, type Line } from './lines.ts';

/**
 * A piece of a notebook's file. `open`, `body` and `close` of all parts, one behind the other, are the file,
 * to the byte. Front matter and cells have their fences in `open` and `close`; prose has neither.
 */
export interface Part {
  kind: 'front' | 'prose' | 'cell';
  open: string;
  body: string;
  /** Empty in a cell: it is broken, for its fence is not closed and takes all that follows. */
  close: string;
  /** Where it begins: in the text, and its line, from 1. */
  at: number;
  line: number;
  /** A cell's fence. */
  fence?: Fence;
}

export function partText({ open, body, close }: Part): string {
  return open + body + close;
}

/** A fence that is a cell: its info is `asof` and a kind, or `sql` and a name, with `collapsed`, `beside` and `show={..}` behind it. */
export function isCell({ info, isFlush }: Fence): boolean {
  return (
    isFlush &&
    /^(?:asof(?:[ \t]|$)|sql[ \t]+[\p{L}_][\p{L}\p{N}_-]*(?:[ \t]+(?:collapsed|beside))*(?:[ \t]+show=\{.*\})?$)/su.test(
      info,
    )
  );
}

/**
 * A notebook's parts. Cells begin in the first column, outside of lists, other fences and comments; everything
 * else is prose, in pieces that two empty lines or more keep apart. Front matter begins with the file. A
 * byte-order mark belongs to the first part.
 */
export function splitNotebook(text: string): Part[] {
  const lines = linesOf(text);
  const parts: Part[] = [];
  const place = { at: 0, line: 1 };
  const take = (part: Pick<Part, 'kind' | 'open' | 'body' | 'close' | 'fence'>, count: number): void => {
    parts.push({ ...part, ...place });
    place.at += part.open.length + part.body.length + part.close.length;
    place.line += count;
  };
  const fenced = (kind: 'front' | 'cell', from: number, end: number, fence?: Fence): number => {
    const body = lines.slice(from + 1, end).join('');
    take({ kind, open: lines[from]!, body, close: lines[end] ?? '', ...(fence && { fence }) }, end + 1 - from);
    return end + 1;
  };
  const prose = (from: number, to: number): void => {
    if (to > from) take({ kind: 'prose', open: '', body: lines.slice(from, to).join(''), close: '' }, to - from);
  };
  const front = endOfFront(lines);
  let from = front === -1 ? 0 : fenced('front', 0, front);
  let scanner = new ProseScanner();
  let empty = 0;
  let isBegun = false;
  for (let i = from; i < lines.length; i++) {
    const line = i === 0 ? withoutMark(lines[i]!) : lines[i]!;
    const fence = scanner.next(line);
    if (!fence || !isCell(fence)) {
      if (isBegun && empty > 1 && !isBlank(line) && !scanner.goesOn) {
        prose(from, i);
        from = i;
      }
      isBegun ||= !isBlank(line);
      empty = isBlank(line) ? empty + 1 : 0;
      continue;
    }
    [empty, isBegun] = [0, false];
    prose(from, i);
    const end = lines.findIndex((line, j) => j > i && closes(fence, line));
    from = fenced('cell', i, end === -1 ? lines.length : end, fence);
    i = from - 1;
    scanner = new ProseScanner();
  }
  prose(from, lines.length);
  return parts;
}

/** Markdown that is meant as a notebook: it has a cell, or front matter with the format's version. */
export function isNotebook(text: string): boolean {
  return splitNotebook(text).some(
    ({ kind, body }) => kind === 'cell' || (kind === 'front' && /^asof[ \t]*:/m.test(body)),
  );
}

export function joinNotebook(parts: readonly Part[]): string {
  return parts.map(partText).join('');
}

/** Of the line that closes the front matter; -1 where there is none. None holds a cell: then its first line is a rule. */
function endOfFront([first = '', ...others]: readonly Line[]): number {
  if (!/^---[ \t]*[\r\n]/.test(withoutMark(first))) return -1;
  const end = others.findIndex((line) => /^(?:---|\.\.\.)[ \t]*[\r\n]*$/.test(line));
  const holdsCell = others.slice(0, Math.max(0, end)).some((line) => {
    const fence = new ProseScanner().next(line);
    return fence !== null && isCell(fence);
  });
  return end === -1 || holdsCell ? -1 : end + 1;
}

function withoutMark(line: Line): Line {
  return line.startsWith(byteOrderMark) ? line.slice(1) : line;
}
