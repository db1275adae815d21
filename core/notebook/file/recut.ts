import { AsofError } from '../../errors/asof-error.ts';
import { bodyText, inserted, removed, withBody } from './edit.ts';
import { usualEnd } from './lines.ts';
import { closes, ProseScanner } from './fence.ts';
import { splitNotebook, type Part } from './parts.ts';
import { fenced, piecesOf } from './pieces.ts';

/*
 * One piece of a notebook made two, and two made one.
 */

/**
 * Puts what stands behind a place in a piece of its own, below. Empty lines at the place go. Throws
 * `definitions_invalid` where that makes no two pieces: in a list, a fence, at either end of prose.
 *
 * @param at In `bodyText`, in UTF-16 units.
 * @param info Of the new cell's fence; null where both are prose.
 */
export function splitPart(text: string, part: Part, at: number, info: string | null): string {
  const body = bodyText(part);
  const head = body.slice(0, at).trimEnd();
  const isInLine = at > 0 && body[at - 1] !== '\n';
  const tail = body.slice(at).replace(/^\s*\n/, '');
  const below = isInLine ? tail.trimStart() : tail;
  const shorter = withBody(text, part, head);
  const parts = splitNotebook(shorter);
  const next = parts.findIndex(({ at: place }) => place === part.at) + 1;
  const split = inserted(shorter, parts, next, info === null ? `${below}\n` : fenced(info, below));
  if (piecesOf(splitNotebook(split)).length > piecesOf(splitNotebook(text)).length) return split;
  const params = { message: 'nothing can be split off there', expected: 'choose a place between two paragraphs' };
  throw new AsofError('definitions_invalid', params);
}

/** Puts the text of a part behind that of one before it, which keeps its fence: lines of a cell, a paragraph of prose. */
export function joinParts(text: string, first: Part, second: Part): string {
  if (first.kind === 'prose') {
    const end = usualEnd(text);
    return text.slice(0, second.at).trimEnd() + end + end + text.slice(second.at);
  }
  const bodies = [first, second].map(bodyText).filter((body) => body !== '');
  const left = removed(text, second);
  const part = splitNotebook(left).find(({ at }) => at === first.at)!;
  return withBody(left, part, bodies.join('\n'));
}

/** Other Markdown in place of a piece of prose. */
export function withBlock(text: string, part: Part, block: string): string {
  const [left, parts] = [removed(text, part), splitNotebook(removed(text, part))];
  const next = parts.findIndex(({ at, kind }) => kind !== 'front' && at >= part.at);
  return inserted(left, parts, next === -1 ? parts.length : next, block);
}

/** What stands in prose that is one fence and nothing else; null of other prose. */
export function onlyFence(body: string): { info: string; body: string } | null {
  const lines = body.split('\n');
  const fence = new ProseScanner().next(lines[0]!);
  const end = fence ? lines.findIndex((line, i) => i > 0 && closes(fence, line)) : -1;
  return fence && end === lines.length - 1 ? { info: fence.info, body: lines.slice(1, end).join('\n') } : null;
}
