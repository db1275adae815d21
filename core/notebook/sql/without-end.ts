import { tokensOf } from './tokens.ts';

/** Of the same length, with spaces for the semicolons at its end. */
export function withoutEnd(text: string): string {
  let ended = text;
  for (const { kind, text: token, at } of tokensOf(text).reverse()) {
    if (kind === 'comment') continue;
    if (token !== ';') break;
    ended = `${ended.slice(0, at)} ${ended.slice(at + 1)}`;
  }
  return ended;
}
