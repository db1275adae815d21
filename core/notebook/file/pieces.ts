import { bodyText } from './edit.ts';
import { partText, type Part } from './parts.ts';

/** The parts that are shown, one below the other: cells, and prose that says something. */
export function piecesOf(parts: readonly Part[]): Part[] {
  return parts.filter((part) => part.kind === 'cell' || (part.kind === 'prose' && bodyText(part) !== ''));
}

/** A part's text, without the empty lines around prose: what stays the same when it is moved. */
export function pieceText(part: Part): string {
  return part.kind === 'prose' ? bodyText(part) : partText(part);
}

/** A cell's fence around lines, long enough for them. */
export function fenced(info: string, body: string): string {
  const longest = Math.max(2, ...[...body.matchAll(/^ {0,3}(`+)/gm)].map(([, marks]) => marks!.length));
  const mark = '`'.repeat(longest + 1);
  return `${mark}${info}\n${body}${body === '' || body.endsWith('\n') ? '' : '\n'}${mark}\n`;
}

/** A text in place of a part's. */
export function withPart(text: string, part: Part, fresh: string): string {
  return text.slice(0, part.at) + fresh + text.slice(part.at + partText(part).length);
}

/**
 * Which of the old things each new text is: the same text, where it stands or where it was moved to; of what is
 * left, one after the other where `fits`. Null is a new one.
 */
export function matched<T>(
  old: readonly T[],
  fresh: readonly string[],
  textOf: (one: T) => string,
  fits: (one: T, i: number) => boolean,
): (T | null)[] {
  const found: (T | null)[] = fresh.map(() => null);
  const free = new Set(old);
  const take = (i: number, one: T | undefined): void => {
    if (one === undefined || !free.delete(one)) return;
    found[i] = one;
  };
  for (let i = 0; i < fresh.length && i < old.length && textOf(old[i]!) === fresh[i]; i++) take(i, old[i]);
  for (let i = 1; i <= fresh.length && i <= old.length && textOf(old.at(-i)!) === fresh.at(-i); i++)
    if (found[fresh.length - i] === null) take(fresh.length - i, old.at(-i));
  for (const [i, text] of fresh.entries())
    if (found[i] === null)
      take(
        i,
        [...free].find((one) => textOf(one) === text),
      );
  for (const i of fresh.keys())
    if (found[i] === null)
      take(
        i,
        [...free].find((one) => fits(one, i)),
      );
  return found;
}
