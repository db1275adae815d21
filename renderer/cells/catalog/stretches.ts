import { wordsOf } from '../../../core/catalog/search.ts';

/** A text in stretches, those that a query looks for marked. */
export function stretchesOf(text: string, query: string): { text: string; isMark: boolean }[] {
  const lower = text.toLowerCase();
  // Of letters whose lower case is longer no place could be told.
  const words = lower.length === text.length ? wordsOf(query) : [];
  const marks = new Array<boolean>(text.length).fill(false);
  for (const word of words)
    for (let at = lower.indexOf(word); at !== -1; at = lower.indexOf(word, at + 1))
      marks.fill(true, at, at + word.length);
  const stretches: { text: string; isMark: boolean }[] = [];
  for (let i = 0; i < text.length; i++) {
    const last = stretches.at(-1);
    if (last?.isMark === marks[i]) last!.text += text[i]!;
    else stretches.push({ text: text[i]!, isMark: marks[i]! });
  }
  return stretches;
}
