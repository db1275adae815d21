import { AsofError } from '../../errors/asof-error.ts';
import { closes } from './fence.ts';
import { byteOrderMark, lineContent, endOf, isBlank, linesOf, usualEnd, withEnds, type Line } from './lines.ts';
import { partText, splitNotebook, type Part } from './parts.ts';

/*
 * Edits of a notebook's file: each takes its text and parts of it, and gives the new text. What is not changed
 * keeps its bytes. `editBetween` makes of two texts what a history keeps.
 */

/** What an editor shows of a part: its lines, ended by `\n`, without the last end; of prose without empty lines around it. */
export function bodyText(part: Part): string {
  return shown(part).core.map(lineContent).join('\n');
}

/**
 * Puts other lines into a part, as an editor gives them. Lines that were there keep their ends; a fence becomes
 * longer where the lines would close it. Throws `definitions_invalid` for front matter that holds its own end.
 */
export function withBody(text: string, part: Part, body: string): string {
  if (body === bodyText(part)) return text;
  const { lead, core, trail } = shown(part);
  const end = endOf(part.open) || usualEnd(part.body + text);
  const lines = withOldEnds(core, body === '' ? [] : body.split(/\r\n|\r|\n/), end);
  if (part.kind === 'front' && lines.some((line) => /^(?:---|\.\.\.)\s*$/.test(line))) {
    const params = { message: 'front matter cannot hold the line that ends it', expected: 'put --- or ... in quotes' };
    throw new AsofError('definitions_invalid', params);
  }
  const isLast = part.at + partText(part).length === text.length && part.close === '';
  const lacksEnd = isLast && core.length > 0 && trail.length === 0 && endOf(core.at(-1)!) === '';
  const last = lines.pop();
  if (last !== undefined) lines.push(lacksEnd ? lineContent(last) : lineContent(last) + (endOf(last) || end));
  const [open, close] = part.fence && part.close !== '' ? longEnough(part, lines) : [part.open, part.close];
  const opened = open !== '' && endOf(open) === '' && lines.length > 0 ? open + end : open;
  return replaced(text, part, glued(opened, ...lead, ...lines, ...trail, close));
}

/**
 * Puts Markdown, a cell or prose, before the part at `index`, or at the end, with an empty line on either side,
 * and two where prose meets prose.
 * Throws `definitions_invalid` where something before it is not closed and would swallow it.
 */
export function inserted(text: string, parts: readonly Part[], index: number, block: string): string {
  const from = parts[0]?.kind === 'front' ? Math.max(1, index) : index;
  const mark = text.startsWith(byteOrderMark) ? 1 : 0;
  return insertedAt(text, Math.max(mark, parts[from]?.at ?? text.length), block);
}

/** Takes a part away, and of the empty lines around it so many that one or more are left; prose around it stays two pieces. */
export function removed(text: string, part: Part): string {
  const before = text.slice(0, part.at) + (part.open.startsWith(byteOrderMark) ? byteOrderMark : '');
  const after = text.slice(part.at + partText(part).length);
  const [next = ''] = linesOf(after);
  const end = usualEnd(text);
  if (!endsBlank(before) && after !== '' && !isBlank(next)) return apart(glued(before, end), after, end);
  if (endsBlank(before) && isBlank(next) && after !== '') return apart(before, after.slice(next.length), end);
  if (after !== '' || !endsBlank(before)) return apart(before, after, end);
  return linesOf(before).slice(0, -1).join('');
}

/** Moves a part before the one at `to`, or to the end. Throws as `inserted`, and where the part itself is not closed. */
export function moved(text: string, parts: readonly Part[], from: number, to: number): string {
  const part = parts[from]!;
  if (to === from || to === from + 1) return text;
  if (part.kind === 'front' || (part.kind === 'cell' && part.close === '')) {
    const message = `${part.kind === 'front' ? 'front matter' : 'a cell that is not closed'} cannot be moved`;
    throw new AsofError('definitions_invalid', { message, expected: part.kind === 'front' ? '' : 'close it first' });
  }
  const { core } = shown(part);
  const own = part.kind === 'prose' ? core.join('') : withoutMark(partText(part));
  const more = inserted(text, parts, to, own);
  const shift = to > from ? 0 : more.length - text.length;
  const left = removed(more, { ...part, at: part.at + shift });
  return left;
}

/** What has to be done to one text to make it another; `removed` lets it be undone. */
export interface Edit {
  at: number;
  removed: string;
  inserted: string;
}

export function editBetween(before: string, after: string): Edit {
  const most = Math.min(before.length, after.length);
  let at = 0;
  while (at < most && before[at] === after[at]) at++;
  let same = 0;
  while (same < most - at && before[before.length - 1 - same] === after[after.length - 1 - same]) same++;
  return { at, removed: before.slice(at, before.length - same), inserted: after.slice(at, after.length - same) };
}

export function applyEdit(text: string, { at, removed: old, inserted: fresh }: Edit): string {
  return text.slice(0, at) + fresh + text.slice(at + old.length);
}

export function inverseOf({ at, removed: old, inserted: fresh }: Edit): Edit {
  return { at, removed: fresh, inserted: old };
}

function shown(part: Part): { lead: Line[]; core: Line[]; trail: Line[] } {
  const lines = linesOf(part.body);
  if (part.kind !== 'prose') return { lead: [], core: lines, trail: [] };
  const isText = (line: Line, i: number): boolean => !isBlank(i === 0 && part.at === 0 ? withoutMark(line) : line);
  const first = lines.findIndex(isText);
  // What is empty now keeps an empty line on either side of what comes.
  const from = first === -1 ? Math.floor(lines.length / 2) : first;
  const to = lines.findLastIndex(isText) + 1;
  const core = lines.slice(from, Math.max(from, to));
  const isMarked = from === 0 && part.at === 0 && (core[0] ?? '').startsWith(byteOrderMark);
  if (isMarked) core[0] = withoutMark(core[0]!);
  return { lead: isMarked ? [byteOrderMark] : lines.slice(0, from), core, trail: lines.slice(from + core.length) };
}

/** New lines; those at either end that were there before keep their ends. */
function withOldEnds(old: readonly Line[], lines: readonly string[], end: string): Line[] {
  const most = Math.min(old.length, lines.length);
  let first = 0;
  while (first < most && lineContent(old[first]!) === lines[first]) first++;
  let last = 0;
  while (last < most - first && lineContent(old.at(-1 - last)!) === lines.at(-1 - last)) last++;
  return lines.map((line, i) => {
    const same = i < first ? old[i]! : i >= lines.length - last ? old[old.length - lines.length + i]! : line + end;
    return endOf(same) === '' ? line + end : same;
  });
}

/** A cell's fences, longer where one of the lines would close it. */
function longEnough({ open, close, fence }: Part, lines: readonly Line[]): [open: string, close: string] {
  const { mark } = fence!;
  let { length } = fence!;
  while (lines.some((line) => closes({ mark, length }, line))) length++;
  const grow = (line: string): string =>
    line.replace(mark === '`' ? /`+/ : /~+/, (marks) => mark.repeat(Math.max(marks.length, length)));
  return length === fence!.length ? [open, close] : [grow(open), grow(close)];
}

function replaced(text: string, part: Part, fresh: string): string {
  return glued(text.slice(0, part.at), fresh, text.slice(part.at + partText(part).length));
}

function insertedAt(text: string, at: number, block: string): string {
  const end = usualEnd(text);
  const before = text.slice(0, at);
  const after = text.slice(at);
  const isOpenLine = withoutMark(before) !== '' && endOf(linesOf(before).at(-1)!) === '';
  const gap = (isOpenLine ? end : '') + (endsBlank(before) ? '' : end);
  const ahead = glued(withoutMark(before), gap);
  const probe = splitNotebook(`${ahead}\`\`\`asof\n\`\`\`\n`).at(-1)!;
  if (probe.kind !== 'cell' || probe.at !== ahead.length) {
    const message = 'nothing can be put behind a fence or a comment that is not closed';
    throw new AsofError('definitions_invalid', {
      message,
      expected: `close what begins in line ${probe.line} or later`,
    });
  }
  const own = withEnds(block, end);
  if (after === '') return apart(glued(before, gap), isOpenLine ? own.slice(0, own.length - end.length) : own, end);
  return apart(apart(glued(before, gap), own, end), glued(isBlank(linesOf(after)[0]!) ? '' : end, after), end);
}

/** One behind the other, an empty line between. Prose that would run together there stays two pieces, by one more. */
function apart(before: string, after: string, end: string): string {
  const text = glued(before, after);
  const parts = splitNotebook(text);
  const isAcross = ({ kind, at, body }: Part): boolean =>
    kind === 'prose' &&
    at < before.length &&
    before.length < at + body.length &&
    [text.slice(at, before.length), text.slice(before.length, at + body.length)].every((side) => /\S/.test(side));
  if (!parts.some(isAcross)) return text;
  const spaced = glued(before, end, after);
  return splitNotebook(spaced).length > parts.length ? spaced : text;
}

/** One behind the other. Where `\r` and `\n` would meet, and be one end of a line, the second becomes `\r\n`. */
function glued(...texts: readonly string[]): string {
  const some = texts.filter((text) => text !== '');
  return some.map((text, i) => (text.startsWith('\n') && some[i - 1]?.endsWith('\r') ? `\r${text}` : text)).join('');
}

function endsBlank(text: string): boolean {
  const last = linesOf(withoutMark(text)).at(-1);
  return last === undefined || (isBlank(last) && endOf(last) !== '');
}

function withoutMark(text: string): string {
  return text.startsWith(byteOrderMark) ? text.slice(1) : text;
}
